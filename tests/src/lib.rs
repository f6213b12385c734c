//! The only place that sees both ends.
