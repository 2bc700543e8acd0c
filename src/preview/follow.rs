//! What is computed beside, from all texts of a site at once: the index, pages about the same, and whether every template
//! works. It gives way to everything else on the machine, and is given up as soon as there are newer pages.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use answerbook_kernel::{Audience, Internal, Public};
use answerbook_search::{Draft, Readings};

use crate::preview::face::Index;
use crate::render::items::Fault;
use crate::render::pages::Stage;
use crate::{index, related};

/// How far this thread gives way: between "nice" (10) and idle (19).
const NICE: i32 = 15;

/// What is to be computed.
pub(super) struct Task<A: Audience> {
    pub state: u64,
    /// Pages that may not all work.
    pub unproven: Option<Stage<A>>,
    /// Pages that have no index yet.
    pub owed: Option<Stage<A>>,
}

/// What was computed.
pub(super) struct Done<A: Audience> {
    pub state: u64,
    /// Pages, with others about the same, and their index.
    pub settled: Option<(Stage<A>, Index)>,
    /// What is wrong with files.
    pub found: Vec<Fault>,
}

/// Both editions.
pub(super) struct Job {
    pub public: Option<Task<Public>>,
    pub internal: Option<Task<Internal>>,
}

impl Job {
    fn is_empty(&self) -> bool {
        self.public.is_none() && self.internal.is_none()
    }
}

/// What was computed for both.
pub(super) struct Followed {
    pub public: Option<Done<Public>>,
    pub internal: Option<Done<Internal>>,
}

/// Computes one thing after the other, the latest first and only.
pub(super) struct Follower {
    desk: Arc<Desk>,
}

/// What two threads hand each other.
#[derive(Default)]
struct Desk {
    state: Mutex<State>,
    news: Condvar,
    /// Whether what is being computed is out of date.
    stop: AtomicBool,
}

#[derive(Default)]
struct State {
    job: Option<Job>,
    working: bool,
    done: Option<Followed>,
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, State> {
        // Each change of it is a single assignment.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next job, once there is one.
    fn take(&self) -> Job {
        let mut state = self.lock();
        loop {
            if let Some(job) = state.job.take() {
                state.working = true;
                self.stop.store(false, Ordering::Relaxed);
                return job;
            }
            state.working = false;
            state = self.news.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Follower {
    /// A thread that waits for work.
    pub fn start() -> Self {
        let desk = Arc::new(Desk::default());
        let own = Arc::clone(&desk);
        let thread = thread::Builder::new().name("follower".into()).spawn(move || work(&own));
        // Without it pages are shown all the same, and search stays as it was.
        drop(thread);
        Self { desk }
    }

    /// The next thing to compute; what is being computed is given up.
    pub fn send(&self, job: Job) {
        if job.is_empty() {
            return;
        }
        let mut state = self.desk.lock();
        self.desk.stop.store(true, Ordering::Relaxed);
        state.job = Some(job);
        self.desk.news.notify_one();
    }

    /// Whether something will come.
    pub fn is_working(&self) -> bool {
        let state = self.desk.lock();
        state.working || state.job.is_some() || state.done.is_some()
    }

    /// What was computed.
    pub fn take(&self) -> Option<Followed> {
        self.desk.lock().done.take()
    }
}

fn work(desk: &Desk) {
    give_way();
    // Threads begun by this one give way as it does.
    let threads = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .thread_name(|_| "follower".into())
        .start_handler(|_| give_way())
        .build();
    let mut readings = Readings::default();
    loop {
        let job = desk.take();
        let compute = || follow(job, &mut readings, &desk.stop);
        let followed = match &threads {
            Ok(threads) => threads.install(compute),
            Err(_) => compute(),
        };
        desk.lock().done = Some(followed);
    }
}

/// Writers wait for pages, not for this; where the system has no such order, both take turns.
fn give_way() {
    let _ = rustix::process::setpriority_process(None, NICE);
}

/// Computes all there is, now.
pub(super) fn now(job: Job, readings: &mut Readings) -> Followed {
    follow(job, readings, &AtomicBool::new(false))
}

fn follow(job: Job, readings: &mut Readings, stop: &AtomicBool) -> Followed {
    let public = job.public.and_then(|task| task.compute(readings, stop));
    let internal = job.internal.and_then(|task| task.compute(readings, stop));
    Followed { public, internal }
}

impl<A: Audience> Task<A> {
    /// Nothing if it was given up.
    fn compute(self, readings: &mut Readings, stop: &AtomicBool) -> Option<Done<A>> {
        let settled = match self.owed {
            Some(stage) => Some(settle(stage, readings, stop)?),
            None => None,
        };
        let is_off = || stop.load(Ordering::Relaxed);
        let found = match (self.unproven, &settled) {
            (Some(stage), _) => stage.faults(&is_off)?,
            // Every page of what is shown works; those that no source has say what others say.
            (None, Some((stage, _))) => stage.faults_of_others(&is_off)?,
            (None, None) => Vec::new(),
        };
        Some(Done { state: self.state, settled, found })
    }
}

/// The pages with others about the same, and their index. The only fault but being given up is a site of more sections than an
/// index can number, which is shown without one.
fn settle<A: Audience>(
    stage: Stage<A>,
    readings: &mut Readings,
    stop: &AtomicBool,
) -> Option<(Stage<A>, Index)> {
    let passages = index::passages(&stage.site);
    let settings = index::settings(&stage.site, &passages, &stage.published);
    let draft = Draft::with(&passages, readings, stop).ok()?;
    let site = related::add(stage.site.clone(), &draft);
    let index = Arc::new(draft.files(&settings).ok()?);
    Some((stage.with_site(site), index))
}
