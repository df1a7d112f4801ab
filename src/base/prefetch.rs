//! Memory that is asked for before it is needed.

/// Asks for the memory where a value begins, which is soon read, and does not wait for it. It changes nothing but the
/// time. Where Rust has no safe instruction for it, nothing is done.
#[inline(always)]
pub fn prefetch<T>(value: &T) {
    #[cfg(target_arch = "x86_64")]
    safe_arch::prefetch_t0(value);
    #[cfg(not(target_arch = "x86_64"))]
    let _ = value;
}
