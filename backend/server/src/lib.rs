//! One binary: CSS, ADCS, MDMS, the website, and by default the broker and the database. It
//! touches the world; what is decided is decided elsewhere.

pub mod audit;
pub mod authorise;
pub mod broker;
pub mod chance;
pub mod clock;
pub mod command_line;
pub mod compose;
pub mod config;
pub mod duties;
pub mod explain;
pub mod gauges;
pub mod html;
pub mod http;
pub mod intake;
pub mod known;
pub mod live;
pub mod mqtt;
pub mod new_password;
pub mod password;
pub mod processor_seal;
pub mod proxies;
pub mod reconcile;
pub mod reconcile_credit;
pub mod reconcile_payments;
pub mod regulator;
pub mod replay;
pub mod restored;
pub mod seed;
pub mod state;
pub mod statement;
pub mod station_tries;
pub mod together;
pub mod tries;
pub mod weather;
pub mod work_order;

pub use compose::Server;
pub use config::Config;
