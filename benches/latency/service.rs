//! The states behind a small HTTP service on the loopback interface, as an attacker meets them.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;

use legacy_hash::Policy;
use tiny_http::{Response, Server};

use crate::State;

/// Runs the service while `run` sends it sign-ins with the function that it is given.
pub(crate) fn serve<T>(
    states: &[State],
    policy: &Policy,
    run: impl FnOnce(&dyn Fn(&State) -> bool) -> T,
) -> T {
    let server = Server::http("127.0.0.1:0").unwrap();
    let address = server.server_addr().to_ip().unwrap();
    thread::scope(|scope| {
        scope.spawn(|| {
            for mut request in server.incoming_requests() {
                let mut typed = String::new();
                request.as_reader().read_to_string(&mut typed).unwrap();
                let state = states.iter().find(|state| path(state) == request.url());
                let is_granted = state.is_some_and(|state| {
                    assert_eq!(typed, state.typed);
                    state.sign_in(policy)
                });
                let status = if is_granted { 200 } else { 401 };
                // A client that is gone has its answer already.
                let _ = request.respond(Response::empty(status));
            }
        });
        let answer = run(&|state| ask(address, state));
        server.unblock();
        answer
    })
}

/// The account's path.
fn path(state: &State) -> String {
    format!("/{}", state.name.replace([' ', ','], "-"))
}

/// Sends one sign-in over a connection of its own. Answers whether it was granted.
fn ask(address: SocketAddr, state: &State) -> bool {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    let (path, typed) = (path(state), state.typed);
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
         Content-Length: {}\r\n\r\n{typed}",
        typed.len()
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    match response.get(..12) {
        Some("HTTP/1.1 200") => true,
        Some("HTTP/1.1 401") => false,
        _ => panic!("{response}"),
    }
}
