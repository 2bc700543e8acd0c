//! What the host sees: functions over numbers, and one state behind them, since an instance has one thread.

#![allow(
    unsafe_code,
    reason = "names that the host sees must be declared as unique, which the compiler cannot check"
)]

use std::cell::RefCell;

use crate::session::{Session, Status};

thread_local! {
    static SESSION: RefCell<Session> = RefCell::default();
}

/// A place for `len` bytes, to be filled and handed in next. There is one at a time: the one before is given up.
#[unsafe(no_mangle)]
pub extern "C" fn alloc(len: usize) -> *mut u8 {
    SESSION.with_borrow_mut(|session| session.make_room(len).as_mut_ptr())
}

/// Opens an index from its id, a line feed and the payload of its head; whatever was open before is closed.
#[unsafe(no_mangle)]
pub extern "C" fn open(ptr: *const u8, len: usize) -> Status {
    SESSION.with_borrow_mut(|session| {
        let task = session.handed_in(ptr, len);
        session.open(&task)
    })
}

/// Adds the payload of a block that was asked for.
#[unsafe(no_mangle)]
pub extern "C" fn supply(ptr: *const u8, len: usize) -> Status {
    SESSION.with_borrow_mut(|session| {
        let payload = session.handed_in(ptr, len);
        session.supply(payload)
    })
}

/// Answers a request, or names the blocks that it takes.
#[unsafe(no_mangle)]
pub extern "C" fn ask(ptr: *const u8, len: usize) -> Status {
    SESSION.with_borrow_mut(|session| {
        let request = session.handed_in(ptr, len);
        session.ask(&request)
    })
}

/// Where the words of the last call lie, until the next.
#[unsafe(no_mangle)]
pub extern "C" fn out_ptr() -> *const u8 {
    SESSION.with_borrow(|session| session.out().as_ptr())
}

/// How many bytes they are.
#[unsafe(no_mangle)]
pub extern "C" fn out_len() -> usize {
    SESSION.with_borrow(|session| session.out().len())
}

/// Random numbers are for writing an index, so that whoever asks for one here is refused.
#[unsafe(no_mangle)]
extern "Rust" fn __getrandom_v03_custom(_: *mut u8, _: usize) -> Result<(), getrandom::Error> {
    Err(getrandom::Error::UNSUPPORTED)
}
