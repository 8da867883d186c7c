//! The allocator of the programs: each includes this file, because a library should not choose for those who
//! use it. Figures in docs/performance.md.

/// On Windows, where jemalloc cannot be built, nothing was measured; on Linux mimalloc takes more memory.
#[cfg(windows)]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[cfg(unix)]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;
