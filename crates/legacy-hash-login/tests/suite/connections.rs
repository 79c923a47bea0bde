//! Clients that take their time, or never end.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::process::ExitStatus;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::server::{Server, client, database, export, log, password, sign_in};

/// Longer than anything here takes, and shorter than for ever.
const LONG: Duration = Duration::from_secs(60);

fn server(folder: &TempDir, more: &[&str]) -> Server {
    let (users, database) = (export(folder.path(), 3), database(folder.path()));
    let mut arguments = vec!["--users", &users, "--database", &database];
    arguments.extend(more);
    Server::start(folder.path(), &arguments)
}

fn connect(url: &str) -> TcpStream {
    let stream = TcpStream::connect(url.strip_prefix("http://").unwrap()).unwrap();
    stream.set_read_timeout(Some(LONG)).unwrap();
    stream
}

/// All that comes until the server closes the connection.
fn rest(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::ConnectionReset => {}
        Err(error) => panic!("it is still open: {error}"),
    }
    String::from_utf8(bytes).unwrap()
}

/// A sign-in whose head has been read, and whose body of so many bytes is awaited.
fn awaited(server: &Server, body: usize) -> TcpStream {
    let mut stream = connect(&server.url);
    let head = format!(
        "POST /v0/auth/basic HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\
         Content-Length: {body}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut go_on = [0; 25];
    stream.read_exact(&mut go_on).unwrap();
    assert_eq!(go_on, *b"HTTP/1.1 100 Continue\r\n\r\n");
    stream
}

/// A sign-in of which a hundred bytes are still to come.
fn unfinished(server: &Server) -> TcpStream {
    let mut stream = awaited(server, 101);
    stream.write_all(b"{").unwrap();
    stream
}

fn get(stream: &mut TcpStream) {
    let request = b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n";
    stream.write_all(request).unwrap();
}

/// Reads one answer, and leaves the connection open.
fn answer(stream: &mut TcpStream) -> String {
    let mut answer = String::new();
    while !answer.ends_with('}') {
        let mut bytes = [0; 1024];
        let count = stream.read(&mut bytes).unwrap();
        assert!(count > 0, "no answer: {answer}");
        answer.push_str(std::str::from_utf8(&bytes[..count]).unwrap());
    }
    answer
}

fn ended(mut server: Server) -> ExitStatus {
    let start = Instant::now();
    loop {
        if let Some(status) = server.child.try_wait().unwrap() {
            return status;
        }
        assert!(start.elapsed() < LONG, "it does not stop");
        sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_head_that_does_not_end_is_cut_off() {
    let folder = TempDir::new().unwrap();
    let server = server(&folder, &["--read-timeout", "1"]);
    let mut silent = connect(&server.url);
    silent
        .write_all(b"POST /v0/auth/basic HTTP/1.1\r\n")
        .unwrap();
    assert_eq!(rest(silent), "");
    // A line now and then is no more of a request.
    let mut dripping = connect(&server.url);
    let start = Instant::now();
    while dripping.write_all(b"X-More: x\r\n").is_ok() {
        assert!(start.elapsed() < LONG, "it is still open");
        sleep(Duration::from_millis(100));
    }
    server.stop();
}

#[test]
fn a_body_that_does_not_end_is_refused_and_cut_off() {
    let folder = TempDir::new().unwrap();
    let server = server(&folder, &["--read-timeout", "1"]);
    let answer = rest(unfinished(&server));
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    let body: Value = serde_json::from_str(body).unwrap();
    assert!(body["message"].is_string());
    server.stop();
}

#[test]
fn an_idle_connection_is_closed() {
    let folder = TempDir::new().unwrap();
    let server = server(&folder, &["--read-timeout", "1"]);
    assert_eq!(rest(connect(&server.url)), "");
    let mut used = connect(&server.url);
    for _ in 0..2 {
        get(&mut used);
        assert!(answer(&mut used).starts_with("HTTP/1.1 404 "));
    }
    assert_eq!(rest(used), "");
    server.stop();
}

#[test]
fn who_does_not_take_the_answers_is_cut_off() {
    let folder = TempDir::new().unwrap();
    let server = server(&folder, &["--read-timeout", "1"]);
    let mut stream = connect(&server.url);
    stream.set_write_timeout(Some(LONG)).unwrap();
    let requests = b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1000);
    let start = Instant::now();
    let error = loop {
        if let Err(error) = stream.write_all(&requests) {
            break error;
        }
        assert!(start.elapsed() < LONG, "it takes all and is never answered");
    };
    let closed = [ErrorKind::ConnectionReset, ErrorKind::BrokenPipe];
    assert!(closed.contains(&error.kind()), "{error}");
    server.stop();
}

#[test]
fn only_so_many_are_served_at_once() {
    let folder = TempDir::new().unwrap();
    let server = server(
        &folder,
        &["--max-connections", "3", "--read-timeout", "600"],
    );
    let mut open: Vec<_> = (0..3).map(|_| connect(&server.url)).collect();
    for stream in &mut open {
        get(stream);
        answer(stream);
    }
    let mut next = connect(&server.url);
    get(&mut next);
    next.set_read_timeout(Some(Duration::from_millis(500)))
        .unwrap();
    let kind = next.read(&mut [0; 1]).unwrap_err().kind();
    assert!(
        matches!(kind, ErrorKind::WouldBlock | ErrorKind::TimedOut),
        "{kind}"
    );
    // The figures are there all the same.
    let mut figures = connect(&server.admin);
    figures
        .write_all(b"GET /progress HTTP/1.1\r\nHost: x\r\n\r\n")
        .unwrap();
    assert!(answer(&mut figures).starts_with("HTTP/1.1 200 "));
    // A place is free.
    open.pop();
    next.set_read_timeout(Some(LONG)).unwrap();
    assert!(answer(&mut next).starts_with("HTTP/1.1 404 "));
    server.stop();
}

#[test]
fn idle_connections_do_not_delay_the_end() {
    let folder = TempDir::new().unwrap();
    let server = server(&folder, &["--stop-within", "600", "--read-timeout", "600"]);
    let silent = connect(&server.url);
    let mut used = connect(&server.url);
    get(&mut used);
    answer(&mut used);
    server.signal("-TERM");
    assert!(ended(server).success());
    drop((silent, used));
    assert!(!log(folder.path()).contains("cut off"));
}

#[test]
fn a_connection_that_hangs_does_not_stop_the_end() {
    let folder = TempDir::new().unwrap();
    let server = server(&folder, &["--stop-within", "2", "--read-timeout", "600"]);
    let hanging = unfinished(&server);
    server.signal("-INT");
    assert!(ended(server).success());
    assert_eq!(rest(hanging), "");
    let log = log(folder.path());
    assert!(
        log.contains("cut off") && log.contains("connections=1"),
        "{log}"
    );
    assert!(log.ends_with("stopped\n"), "{log}");
}

/// Who is not done yet when the server is stopped has the time to be.
#[test]
fn who_was_there_before_the_end_is_answered() {
    let folder = TempDir::new().unwrap();
    let server = server(&folder, &["--stop-within", "600", "--read-timeout", "600"]);
    let body = format!(
        r#"{{"emailOrUsername": "user1", "password": "{}"}}"#,
        password(1)
    );
    let mut slow = awaited(&server, body.len());
    server.signal("-TERM");
    wait_until_closed(&server);
    slow.write_all(body.as_bytes()).unwrap();
    let answer = rest(slow);
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(ended(server).success());
}

#[test]
fn a_second_signal_ends_at_once() {
    for (signal, status) in [("-TERM", 143), ("-INT", 130)] {
        let folder = TempDir::new().unwrap();
        let server = server(&folder, &["--stop-within", "600", "--read-timeout", "600"]);
        let hanging = unfinished(&server);
        server.signal("-TERM");
        wait_until_closed(&server);
        server.signal(signal);
        assert_eq!(ended(server).code(), Some(status));
        drop(hanging);
    }
}

/// The server has heard the first signal.
fn wait_until_closed(server: &Server) {
    let start = Instant::now();
    let address = server.url.strip_prefix("http://").unwrap();
    while TcpStream::connect(address).is_ok() {
        assert!(start.elapsed() < LONG, "it still listens");
        sleep(Duration::from_millis(20));
    }
}

#[tokio::test]
async fn a_flood_of_idle_connections_lets_others_in_again() {
    let folder = TempDir::new().unwrap();
    let server = server(&folder, &["--max-connections", "20", "--read-timeout", "1"]);
    let open: Vec<_> = (0..200).map(|_| connect(&server.url)).collect();
    let answer = sign_in(&client(), &server.url, 1, &password(1)).await;
    assert_eq!(answer, Some(200));
    drop(open);
    server.stop();
}
