//! Set-up, demo and ci: the two commands of the README.
fn main() {}
