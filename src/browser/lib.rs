//! Search over one edition, as WebAssembly: a thin coat over `answerbook-search`.
//!
//! A caller writes bytes where [`exports::alloc`] says, hands them to one of the other exports, and reads what is said in
//! return where [`exports::out_ptr`] and [`exports::out_len`] say. Whatever cannot be goes wrong as an error in words; a
//! panic is a trap, after which the instance is not to be used again.

pub mod exports;

mod answer;
mod json;
mod request;
mod session;

pub use session::Status;
