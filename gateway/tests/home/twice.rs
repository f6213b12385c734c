//! Two gateways on one folder, as when somebody starts one by hand beside the service.

use crate::{Home, config};
use ami_gateway::Gateway;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_gateway_in_the_folder_of_a_running_one_does_not_start() {
    let mut home = Home::new("twice").await;
    let mut again = config(home.dir.path(), &home.link, home.utility.address());
    again.local = None;
    let refused = Gateway::start(again.clone()).await;
    let why = refused
        .expect_err("it would use the same counters")
        .to_string();
    assert!(why.contains("stop it first"), "{why}");
    home.stop().await;
    let next = Gateway::start(again).await.unwrap();
    next.stop().await;
}
