//! The gateway in the home: between the meter's port and the broker.
