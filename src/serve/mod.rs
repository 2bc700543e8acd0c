//! Preview over HTTP: what the engine last made of the sources, shown to writers and to nobody else.
//!
//! ```text
//!  request ─▶ guard ─▶ desk ─┬▶ file     the edition, by path, made when asked for; pages.rs keeps it for the moment
//!                            ├▶ events   a listener is told what changed about its page
//!                            ├▶ feedback events, kept in the site's folder
//!                            └▶ own      the scripts of the toolbar
//! ```
//!
//! Nothing here reads the site's folder or makes a page: [`board`] is all there is to look at. A request can only name what
//! the edition at its own door has; the internal edition is never asked by the public door.

pub mod board;
mod desk;
mod doors;
mod edition;
mod editor;
mod events;
mod feedback;
mod file;
mod guard;
mod own;
mod pages;
mod problems;
mod rules;
mod target;
mod wire;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

pub use doors::{DoorError, Doors, USUAL, Wish};
pub use editor::{EDITORS, Editor};
pub use guard::Reach;
pub use problems::problems;

use board::Board;
use desk::{Desk, Shared};
use edition::Edition;
use feedback::Feedback;
use guard::Guard;
use pages::Pages;

use crate::disk::DiskError;
use crate::end;

/// How a site is shown.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The site's folder, where votes are kept.
    pub root: PathBuf,
    /// Names that the server may be called by, beside those of every machine for itself.
    pub names: Vec<String>,
    /// What opens sources.
    pub editor: Editor,
}

/// Why a site is not shown.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Earlier votes cannot be read.
    #[error(transparent)]
    Feedback(#[from] DiskError),
    /// The system gives no threads or no ports.
    #[error("the server cannot be started")]
    Machine(#[from] io::Error),
}

/// A running server; it ends when this is dropped.
#[derive(Debug)]
pub struct Server {
    /// Taken when it ends.
    runtime: Option<Runtime>,
}

impl Server {
    /// Shows what is on a board, at two doors.
    ///
    /// # Errors
    /// When the machine fails.
    pub fn start(doors: Doors, board: &Board, settings: Settings) -> Result<Self, ServeError> {
        let [public, internal] = doors.addresses();
        let ports = [public.port(), internal.port()];
        let shared = Arc::new(Shared {
            board: board.watch(),
            pages: Pages::default(),
            feedback: Feedback::read(&settings.root)?,
            guard: Guard::new(&settings.names, Reach::of(public.ip()), ports),
            editor: settings.editor,
            root: crate::disk::tree::absolute(&settings.root).to_string_lossy().into_owned(),
            ports,
        });
        // Rendering is done on threads of its own.
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .max_blocking_threads(16)
            .thread_name("preview")
            .enable_all()
            .build()?;
        for (listener, edition) in [doors.public, doors.internal].into_iter().zip(Edition::BOTH) {
            let _inside = runtime.enter();
            let listener = TcpListener::from_std(listener)?;
            let router = desk::router(Desk { shared: Arc::clone(&shared), edition });
            runtime.spawn(async move { axum::serve(Prompt(listener), router).await });
        }
        Ok(Self { runtime: Some(runtime) })
    }

    /// Waits until the user or the system wants the program to end.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn wait_for_end(&self) -> io::Result<()> {
        let Some(runtime) = &self.runtime else { return Ok(()) };
        runtime.block_on(end::is_asked_for())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A vote that is being written is given a moment; connections are not waited for.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(Duration::from_millis(200));
        }
    }
}

/// Connections that send each event at once, however small.
struct Prompt(TcpListener);

impl axum::serve::Listener for Prompt {
    type Io = tokio::net::TcpStream;
    type Addr = std::net::SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, address) = axum::serve::Listener::accept(&mut self.0).await;
        // Without it events are only later.
        _ = stream.set_nodelay(true);
        (stream, address)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.0.local_addr()
    }
}
