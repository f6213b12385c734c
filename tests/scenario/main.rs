//! The scenarios of the use case, one file each, one block of assertions for each step.

mod alternate_1;
mod alternate_2;
mod alternate_3;
mod debt;
mod move_out;
mod primary_1;
mod primary_2;
mod primary_3;
mod regulator;
