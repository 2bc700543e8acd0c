//! What is kept between calls: the bytes handed in, the index, the words handed out.
#![forbid(unsafe_code)]

use answerbook_search::{Index, OpenError, Step};

use super::json;
use super::request::Request;

/// How a call ended.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It is done; an answer is handed out as JSON.
    Done = 0,
    /// It cannot be done; why is handed out as text.
    Failed = 1,
    /// Blocks are missing; a JSON array of their names is handed out.
    Needs = 2,
}

/// The state of an instance.
#[derive(Default)]
pub(crate) struct Session {
    room: Box<[u8]>,
    index: Option<Index>,
    out: String,
}

impl Session {
    /// A place for so many bytes.
    pub(crate) fn make_room(&mut self, len: usize) -> &mut [u8] {
        self.room = vec![0; len].into_boxed_slice();
        &mut self.room
    }

    /// The bytes that were put there. Any others than those are a fault of the host, which no answer may hide.
    pub(crate) fn handed_in(&mut self, ptr: *const u8, len: usize) -> Vec<u8> {
        let room = std::mem::take(&mut self.room);
        assert!(room.as_ptr() == ptr && room.len() == len, "these bytes were not handed in");
        room.into_vec()
    }

    /// What the last call had to say.
    pub(crate) fn out(&self) -> &str {
        &self.out
    }

    /// The id that the index must have, a line feed, and the payload of its head.
    pub(crate) fn open(&mut self, task: &[u8]) -> Status {
        self.index = None;
        let (id, payload) = task.iter().position(|byte| *byte == b'\n').map_or((task, &task[..0]), |end| {
            let (id, rest) = task.split_at(end);
            (id, &rest[1..])
        });
        match Index::open(payload) {
            Ok(index) if index.id().as_bytes() == id => {
                self.index = Some(index);
                self.end(Status::Done, String::new())
            }
            Ok(_) => self.end(Status::Failed, "this is the head of another index".into()),
            Err(error) => self.refuse(&error),
        }
    }

    pub(crate) fn supply(&mut self, payload: Vec<u8>) -> Status {
        match self.index.as_mut().map(|index| index.supply(payload)) {
            Some(Ok(())) => self.end(Status::Done, String::new()),
            Some(Err(error)) => self.refuse(&error),
            None => self.not_open(),
        }
    }

    pub(crate) fn ask(&mut self, request: &[u8]) -> Status {
        let Some(index) = &self.index else {
            return self.not_open();
        };
        let Some(request) = Request::parse(request) else {
            return self.end(Status::Failed, "this is no request".into());
        };
        match index.step(request.query, &request.options) {
            Step::Done(results) => self.end(Status::Done, json::text(&results)),
            Step::Needs(blocks) => self.end(Status::Needs, json::text(&blocks)),
        }
    }

    fn refuse(&mut self, error: &OpenError) -> Status {
        self.end(Status::Failed, error.to_string())
    }

    fn not_open(&mut self) -> Status {
        self.end(Status::Failed, "no index is open".into())
    }

    fn end(&mut self, status: Status, out: String) -> Status {
        self.out = out;
        status
    }
}
