//! One binary: CSS, ADCS, MDMS, the website and the broker.
