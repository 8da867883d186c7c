//! Embeds icon, version and manifest into the programs for Windows. Does nothing for other systems.

use std::error::Error;
use std::path::PathBuf;

const ICON: &str = "assets/windows/whence.ico";
const MANIFEST: &str = "assets/windows/whence.manifest";
/// Placeholder for the version in the manifest.
const VERSION_PLACEHOLDER: &str = "@VERSION@";
/// File name of each program, and its name in the task manager.
const PROGRAMS: [(&str, &str); 2] = [
    ("whence", "Whence"),
    ("whence-cli", "Whence (command line)"),
];
/// English (United States).
const LANGUAGE: u16 = 0x0409;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={ICON}");
    println!("cargo:rerun-if-changed={MANIFEST}");
    // A build script runs on the build machine, so cfg(windows) would refer to that machine.
    if std::env::var("CARGO_CFG_TARGET_OS")? == "windows" {
        embed_resources()?;
    }
    Ok(())
}

fn embed_resources() -> Result<(), Box<dyn Error>> {
    let version = std::env::var("CARGO_PKG_VERSION")?;
    let licence = std::env::var("CARGO_PKG_LICENSE")?;
    let source = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let icon = path_text(source.join(ICON))?;
    let manifest = PathBuf::from(std::env::var("OUT_DIR")?).join("whence.manifest");
    let text = std::fs::read_to_string(source.join(MANIFEST))?;
    std::fs::write(
        &manifest,
        text.replace(VERSION_PLACEHOLDER, &four_numbers()?),
    )?;
    let manifest = path_text(manifest)?;
    for (program, description) in PROGRAMS {
        winresource::WindowsResource::new()
            .set_icon(&icon)
            .set_manifest_file(&manifest)
            .set_language(LANGUAGE)
            .set("ProductName", "Whence")
            .set("FileDescription", description)
            .set("FileVersion", &version)
            .set("ProductVersion", &version)
            .set("InternalName", program)
            .set("OriginalFilename", &format!("{program}.exe"))
            .set("LegalCopyright", &licence)
            .compile_for(program)?;
    }
    Ok(())
}

/// The version in the form that a manifest needs: four numbers, without a pre-release suffix.
fn four_numbers() -> Result<String, Box<dyn Error>> {
    let [major, minor, patch] =
        ["MAJOR", "MINOR", "PATCH"].map(|part| std::env::var(format!("CARGO_PKG_VERSION_{part}")));
    Ok(format!("{}.{}.{}.0", major?, minor?, patch?))
}

fn path_text(path: PathBuf) -> Result<String, Box<dyn Error>> {
    let text = path.into_os_string().into_string();
    text.map_err(|path| format!("{} is no valid Unicode", path.display()).into())
}
