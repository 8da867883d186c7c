//! The window program: parses the command line and opens the window with one renderer, or else with
//! the other.

// A release build for Windows opens no console next to its window.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

mod allocator;
mod build_paths;
mod panic_log;
mod source_places;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::process::ExitCode;

use clap::Parser as _;
use eframe::egui_wgpu::{WgpuConfiguration, WgpuSetup};
use eframe::wgpu::{Backends, Dx12Compiler};
use whence::startup::{ClapMessage, Renderer, StartupOptions, leave_start_folder};
use whence::ui::app::App;
use whence::ui::dialogs::{self, DialogSeverity};

const APP_ID: &str = "whence";

fn main() -> ExitCode {
    let mut parsed = StartupOptions::try_parse();
    dialogs::install_log();
    panic_log::install();
    if cfg!(windows) {
        let paths = parsed.as_mut().map(|options| options.paths.as_mut_slice());
        if let Err(error) = leave_start_folder(paths.unwrap_or_default()) {
            dialogs::report_failure(&format!(
                "Whence cannot leave the folder where it was started: {error}"
            ));
            return ExitCode::FAILURE;
        }
    }
    let options = match parsed {
        Ok(options) => options,
        Err(error) => return answer(&error),
    };
    catch_unwind(AssertUnwindSafe(|| run(&options))).unwrap_or_else(|panic| {
        // Show the dialog only here: inside the panic hook it would let Windows call back into the
        // window while that is in an inconsistent state.
        if let Some(text) = panic_log::take_report()
            && !has_reader(Stream::Error)
        {
            dialogs::show_message(DialogSeverity::Error, &text);
        }
        resume_unwind(panic)
    })
}

/// Prints help, the version or the error in the command line. Shows a dialog if nobody can read
/// that output.
fn answer(error: &clap::Error) -> ExitCode {
    let answer = ClapMessage::to(error);
    // Prints with colours. A closed pipe is not a failure.
    let _ = error.print();
    let (stream, level) = if answer.is_error {
        (Stream::Error, DialogSeverity::Error)
    } else {
        (Stream::Output, DialogSeverity::Info)
    };
    if !has_reader(stream) {
        dialogs::show_message(level, &answer.text);
    }
    ExitCode::from(answer.exit_code)
}

#[derive(Clone, Copy, Debug)]
enum Stream {
    Output,
    Error,
}

/// Whether output to the stream arrives anywhere. A release build for Windows has no console, so
/// output only arrives if a pipe or a file was given.
#[cfg(windows)]
fn has_reader(stream: Stream) -> bool {
    use std::os::windows::io::{AsHandle as _, AsRawHandle as _};
    // Explorer may pass a number that is not a valid handle. Duplicating it fails.
    let handle = match stream {
        Stream::Output => std::io::stdout().as_handle().try_clone_to_owned(),
        Stream::Error => std::io::stderr().as_handle().try_clone_to_owned(),
    };
    handle.is_ok_and(|handle| !handle.as_raw_handle().is_null())
}

/// Whether output to the stream arrives anywhere. On other systems it always does.
#[cfg(not(windows))]
fn has_reader(_: Stream) -> bool {
    true
}

/// Opens the window with one renderer, or else with the other.
fn run(options: &StartupOptions) -> ExitCode {
    let mut failures = Vec::new();
    for renderer in options.renderer.in_order() {
        match open_window(options, renderer) {
            Ok(()) => return ExitCode::SUCCESS,
            // After some failures a second try is impossible; the first failure gives the reason.
            Err(eframe::Error::WinitEventLoop(_)) if !failures.is_empty() => {}
            Err(error) => {
                log::warn!(
                    "{renderer:?}: {}",
                    build_paths::relative(&error.to_string())
                );
                let why = source_places::without_places(&error.to_string());
                failures.push(format!("{renderer:?}: {why}"));
            }
        }
    }
    dialogs::report_failure(&failure_text(&failures));
    ExitCode::FAILURE
}

/// Opens the window and runs until it is closed.
fn open_window(options: &StartupOptions, renderer: Renderer) -> eframe::Result {
    let icon = eframe::icon_data::from_png_bytes(include_bytes!("../assets/icon.png"));
    let viewport = egui::ViewportBuilder::default()
        .with_app_id(APP_ID)
        .with_title("Whence")
        .with_inner_size([1400.0, 860.0])
        .with_min_inner_size([760.0, 480.0])
        .with_icon(icon.unwrap_or_default());
    let mut native = eframe::NativeOptions {
        viewport,
        renderer: match renderer {
            Renderer::Wgpu => eframe::Renderer::Wgpu,
            Renderer::Glow => eframe::Renderer::Glow,
        },
        persist_window: !options.no_persist,
        ..Default::default()
    };
    restrict_graphics(&mut native.wgpu_options, cfg!(windows));
    let (paths, is_persistent) = (options.paths.clone(), !options.no_persist);
    let folder = eframe::storage_dir(APP_ID).filter(|_| is_persistent);
    let drafts = folder.map(|folder| folder.join("drafts"));
    eframe::run_native(
        APP_ID,
        native,
        Box::new(move |creation| {
            let app = App::with_drafts(creation, paths, is_persistent, drafts);
            Ok(Box::new(app))
        }),
    )
}

/// On Windows, loads only what the system itself provides: Direct3D 12 and its old shader compiler
/// (`d3dcompiler_47.dll`). Otherwise `vulkan-1.dll` and `dxcompiler.dll` would be searched for by
/// their bare names. Environment variables cannot change this.
fn restrict_graphics(options: &mut WgpuConfiguration, is_windows: bool) {
    if is_windows && let WgpuSetup::CreateNew(setup) = &mut options.wgpu_setup {
        let instance = &mut setup.instance_descriptor;
        instance.backends = Backends::DX12;
        instance.backend_options.dx12.shader_compiler = Dx12Compiler::Fxc;
        instance.backend_options.dx12.agility_sdk = None;
    }
}

fn failure_text(failures: &[String]) -> String {
    let mut text = format!(
        "Whence cannot open its window.\n\n{}\n",
        failures.join("\n")
    );
    if cfg!(target_os = "linux") {
        text += "\nOn Debian and Ubuntu the window needs these packages:\n  \
                 libx11-6 libx11-xcb1 libxcursor1 libxi6 libxrandr2 libxkbcommon-x11-0\n\
                 and one of:\n  libegl1 libgl1\n  mesa-vulkan-drivers\n\
                 The program whence-cli needs no window.\n";
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instance_for(is_windows: bool) -> eframe::wgpu::InstanceDescriptor {
        let mut options = WgpuConfiguration::default();
        restrict_graphics(&mut options, is_windows);
        match options.wgpu_setup {
            WgpuSetup::CreateNew(setup) => setup.instance_descriptor,
            WgpuSetup::Existing(_) => panic!("there is no device yet"),
        }
    }

    #[test]
    fn windows_loads_only_its_own_direct3d() {
        let instance = instance_for(true);
        assert_eq!(instance.backends, Backends::DX12);
        let dx12 = instance.backend_options.dx12;
        assert!(matches!(dx12.shader_compiler, Dx12Compiler::Fxc));
        assert!(dx12.agility_sdk.is_none());
    }

    #[test]
    fn other_systems_keep_the_default_backends() {
        let untouched = match WgpuConfiguration::default().wgpu_setup {
            WgpuSetup::CreateNew(setup) => setup.instance_descriptor.backends,
            WgpuSetup::Existing(_) => panic!("there is no device yet"),
        };
        assert_eq!(instance_for(false).backends, untouched);
    }
}
