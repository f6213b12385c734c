//! The scenarios of the use case, one file each, one block of assertions for each step.

mod primary_1;
