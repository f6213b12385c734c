//! Automated data collection: talk to meters, on time.
