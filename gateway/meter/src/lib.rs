//! The AMI meter as a pure machine.
