//! Connections: how many at once, how long a client may take, and how they end.

use std::io::ErrorKind;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::sleep;
use tokio_io_timeout::TimeoutStream;
use tokio_util::sync::CancellationToken;

/// What a connection may hold of a request that is not read yet, and again of an answer that is not
/// sent yet, in bytes. A request's head is shorter than this, or refused.
const BUFFER: usize = 32 * 1024;

/// How long nobody is accepted when nobody can be: most often, too many files are open.
const PAUSE: Duration = Duration::from_secs(1);

/// What clients may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// So many connections at once. Who comes then waits until one has ended. Each may take some 128
    /// KiB, its body among it.
    pub(crate) connections: usize,
    /// For the head of a request, for its body, between two requests, and for taking any part of an
    /// answer: who signs in sends a few hundred bytes at once.
    pub(crate) read: Duration,
    /// From the first signal to the end: Docker kills after 10 seconds, Kubernetes after 30.
    pub(crate) stop: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 512,
            read: Duration::from_secs(10),
            stop: Duration::from_secs(8),
        }
    }
}

impl Limits {
    /// How long the last answers may take, so that the last writes have their part of the time.
    fn answers(self) -> Duration {
        self.stop.mul_f64(0.75)
    }
}

/// Who is at the other end of a connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// Serves until it is stopped: then nobody is accepted any more, who waits for nothing is let go at
/// once, and who has not had an answer in time never gets one.
pub(crate) async fn serve(
    listener: TcpListener,
    app: Router,
    limits: Limits,
    stopping: CancellationToken,
) {
    let places = Arc::new(Semaphore::new(
        limits.connections.min(Semaphore::MAX_PERMITS),
    ));
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    let mut stop = pin!(stopping.cancelled());
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = accept(&listener, &places) => accepted,
        };
        while connections.try_join_next().is_some() {}
        if let Some((stream, peer, place)) = accepted {
            let connection = graceful.watch(connection(stream, peer, app.clone(), limits));
            connections.spawn(async move {
                if let Err(error) = connection.await {
                    tracing::debug!(%error, "a connection ended before its time");
                }
                drop(place);
            });
        }
    }
    drop(listener);
    if tokio::time::timeout(limits.answers(), graceful.shutdown())
        .await
        .is_err()
    {
        while connections.try_join_next().is_some() {}
        tracing::warn!(
            connections = connections.len(),
            "connections are cut off: they took too long"
        );
    }
    connections.shutdown().await;
}

/// Waits for a free place, and then for who takes it.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, IpAddr, tokio::sync::OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => Some((stream, peer.ip(), place)),
        // Who went away again is no matter of ours.
        Err(error) if error.kind() == ErrorKind::ConnectionAborted => None,
        Err(error) => {
            tracing::error!(%error, "nobody can be accepted");
            sleep(PAUSE).await;
            None
        }
    }
}

fn connection(
    stream: TcpStream,
    peer: IpAddr,
    app: Router,
    limits: Limits,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> + Send {
    let app = TowerToHyperService::new(app);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        app.call(request)
    });
    // Answers are one small piece each.
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(limits.read));
    http1::Builder::new()
        .timer(TokioTimer::new())
        // It runs between requests as well.
        .header_read_timeout(limits.read)
        .max_buf_size(BUFFER)
        .serve_connection(TokioIo::new(Box::pin(stream)), service)
}
