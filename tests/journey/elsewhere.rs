//! The same house on other foundations: PostgreSQL and a mosquitto of the utility's own.

use crate::house::{Broker, Database, House, Wish};
use crate::pay;
use ami_domain::money::Money;
use ami_domain::receipt::Switch;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn same_on_mosquitto_and_postgres() {
    let mut house = House::start(Wish {
        database: Database::Postgres,
        broker: Broker::Mosquitto,
        scale_percent: 1,
        ..Wish::default()
    })
    .await;
    let account = house.home(1).account;
    let ana = house.sign_in("ana").await;
    let display = house.display(1).await;
    let before = display
        .shows("the meter", |view| view.meter_link)
        .await
        .supply;
    assert_eq!((before.switch, before.credit.get()), (Switch::Off, 0));

    let id = pay::applied(&ana, account, Money::dollars(20)).await;
    let paid = pay::confirmed(&ana, account, id).await;

    let balance = Some(Money::dollars(20));
    let view = display
        .shows("the balance", |view| pay::balance(view) == balance)
        .await;
    assert_eq!(view.supply.switch, Switch::On);
    pay::assert_about(view.supply.credit, paid.credit);
    let seen = ana.account(account).await;
    assert!(seen.gateway_online);
    assert_eq!(seen.supply.unwrap().switch, Switch::On);
    house.check();
}
