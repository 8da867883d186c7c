//! Chooses the allocator. Each program includes this file, because a library should not choose for
//! its users. Figures are in docs/performance.md.

/// jemalloc cannot be built on Windows. mimalloc was not measured there; on Linux it needs more
/// memory.
#[cfg(windows)]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[cfg(unix)]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;
