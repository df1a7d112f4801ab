#![forbid(unsafe_code)]
pub mod base;
pub mod syntax {
    pub mod tree;
}
pub mod engine;
pub mod program;
