//! Nothing: the tests are the service.
