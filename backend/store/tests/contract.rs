//! The store's contract, on both engines. SQLite runs in a folder that goes away. PostgreSQL runs
//! where `AMI_TEST_POSTGRES` says (`postgres://user@host:port/database`, in which the user may
//! create databases); `AMI_TEST_POSTGRES=off` leaves it out, and without the variable the tests
//! fail, so that nobody leaves it out by accident.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "contract/accounts.rs"]
mod accounts;
#[path = "contract/agents.rs"]
mod agents;
#[path = "contract/alerts.rs"]
mod alerts;
#[path = "contract/chaos.rs"]
mod chaos;
#[path = "contract/close.rs"]
mod close;
#[path = "contract/commands.rs"]
mod commands;
#[path = "contract/credit_check.rs"]
mod credit_check;
#[path = "contract/debts.rs"]
mod debts;
#[path = "contract/desk.rs"]
mod desk;
#[path = "contract/doors.rs"]
mod doors;
#[path = "contract/enrol.rs"]
mod enrol;
#[path = "contract/estimates.rs"]
mod estimates;
#[path = "contract/events.rs"]
mod events;
#[path = "contract/house.rs"]
mod house;
#[path = "contract/journal.rs"]
mod journal;
#[path = "contract/ledgers.rs"]
mod ledgers;
#[path = "contract/links.rs"]
mod links;
#[path = "contract/messages.rs"]
mod messages;
#[path = "contract/money.rs"]
mod money;
#[path = "contract/move_out.rs"]
mod move_out;
#[path = "contract/orders.rs"]
mod orders;
#[path = "contract/pairings.rs"]
mod pairings;
#[path = "contract/password_code.rs"]
mod password_code;
#[path = "contract/payments.rs"]
mod payments;
#[path = "contract/people.rs"]
mod people;
#[path = "contract/places.rs"]
mod places;
#[path = "contract/prune.rs"]
mod prune;
#[path = "contract/put_off.rs"]
mod put_off;
#[path = "contract/regulator.rs"]
mod regulator;
#[path = "contract/settlement.rs"]
mod settlement;
#[path = "contract/stop.rs"]
mod stop;
#[path = "contract/together.rs"]
mod together;
