//! The window's program: reads the command line and opens the window, by the one way of drawing
//! or by the other.

// A release build for Windows opens no console beside its window.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

mod panic_log;

use std::process::ExitCode;

use clap::Parser as _;
use whence::startup::{Renderer, StartupOptions};
use whence::ui::app::App;
use whence::ui::dialogs;

const APP_ID: &str = "whence";

fn main() -> ExitCode {
    let options = StartupOptions::parse();
    dialogs::install_log();
    panic_log::install();
    let mut failures = Vec::new();
    for renderer in options.renderer.in_order() {
        match open_window(&options, renderer) {
            Ok(()) => return ExitCode::SUCCESS,
            // After some failures no second try is possible: the first one says why.
            Err(eframe::Error::WinitEventLoop(_)) if !failures.is_empty() => {}
            Err(error) => failures.push(format!("{renderer:?}: {error}")),
        }
    }
    dialogs::report_failure(&failure_text(&failures));
    ExitCode::FAILURE
}

/// Runs until the window is closed.
fn open_window(options: &StartupOptions, renderer: Renderer) -> eframe::Result {
    let icon = eframe::icon_data::from_png_bytes(include_bytes!("../assets/icon.png"));
    let viewport = egui::ViewportBuilder::default()
        .with_app_id(APP_ID)
        .with_title("Whence")
        .with_inner_size([1400.0, 860.0])
        .with_min_inner_size([760.0, 480.0])
        .with_icon(icon.unwrap_or_default());
    let native = eframe::NativeOptions {
        viewport,
        renderer: match renderer {
            Renderer::Wgpu => eframe::Renderer::Wgpu,
            Renderer::Glow => eframe::Renderer::Glow,
        },
        persist_window: !options.no_persist,
        ..Default::default()
    };
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
