//! What is said at the desk holds at the next decision, and what has ended is decided again (issue
//! of money, section 6): set, held, ended, cut; and a customer's own word ends by itself.
#![expect(clippy::unwrap_used, reason = "tests")]

use crate::empty_home;
use ami_adcs::supply::{Decided, Reduce};
use ami_css::CssError;
use ami_css::enrol::Actor;
use ami_css::protect::ProtectError;
use ami_domain::chance::Seeded;
use ami_domain::clearance::{Cause, Hold};
use ami_domain::protection::Flag;
use ami_domain::receipt::Switch;
use ami_domain::role::Role;
use ami_domain::time::Span;
use ami_tests::world::build::REPRESENTATIVE;
use ami_tests::{HomeId, World};

/// Who sits at the desk.
const ROSA: Actor = Actor {
    person: REPRESENTATIVE,
    role: Role::Representative,
};

async fn cut(world: &mut World, home: HomeId) -> Decided {
    let how = Reduce::Disconnect;
    world.reduce(home, how, Cause::Zero).await.unwrap()
}

fn switch(world: &World, home: HomeId) -> Switch {
    world.meter(home).examine().switch
}

#[tokio::test]
async fn a_flag_from_the_desk_holds_the_next_cut_and_its_end_lets_it_be_decided_again() {
    let (mut world, home) = empty_home(301).await.unwrap();
    let account = world.at(home).account;
    let (css, chance) = (world.css(), &mut Seeded::new(301));
    let flag = Flag::LifeSupport;
    let proof = "Letter of a hospital";
    let set = css.protect(world.now(), chance, ROSA, account, flag, None, proof);
    set.await.unwrap();
    assert_eq!(
        cut(&mut world, home).await,
        Decided::Held(vec![Hold::Protected])
    );
    assert_eq!(switch(&world, home), Switch::On);

    let (now, css) = (world.now(), world.css());
    let proof = "The machine was returned";
    let end = css.end_protection(now, chance, ROSA, account, flag, proof);
    end.await.unwrap();
    // Ending it moves no switch: that is for the next decision alone.
    world.pass(Span::minutes(2)).await.unwrap();
    assert_eq!(switch(&world, home), Switch::On);
    let decided = cut(&mut world, home).await;
    assert!(matches!(decided, Decided::Sent(_)), "{decided:?}");
    world.pass(Span::seconds(10)).await.unwrap();
    assert_eq!(switch(&world, home), Switch::Off);
    assert_eq!(world.faults().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn a_customers_own_word_holds_for_its_days_ends_by_itself_and_is_not_made_longer() {
    let (mut world, home) = empty_home(302).await.unwrap();
    let account = world.at(home).account;
    let mut chance = Seeded::new(302);
    let css = world.css().clone();
    let ana = Actor {
        person: world.at(home).customer,
        role: Role::Customer,
    };
    let said = css.self_certify(world.now(), &mut chance, ana, account);
    said.await.unwrap();
    assert_eq!(
        cut(&mut world, home).await,
        Decided::Held(vec![Hold::Protected])
    );
    world.pass(Span::hours(1)).await.unwrap();
    let again = css.self_certify(world.now(), &mut chance, ana, account);
    let refused = again.await.unwrap_err();
    let running = CssError::Protect(ProtectError::Running);
    assert_eq!(refused.to_string(), running.to_string());

    let known = css.protections(world.now(), account).await.unwrap();
    let days = Span::days(i64::from(known.certify_days.unwrap()));
    let until = known.standing.unwrap().protections[0].until.unwrap();
    let said_at = world.now().business - Span::hours(1);
    assert!(until <= said_at + days, "{until:?}");
    // Its last moment has come: the same decision, by the same facts, is another one.
    let mut tx = world.store().begin().await.unwrap();
    let mut standing = tx.standing(account).await.unwrap().unwrap();
    standing.protections[0].until = Some(world.now().business);
    tx.set_standing(account, &standing).await.unwrap();
    tx.commit().await.unwrap();
    let decided = cut(&mut world, home).await;
    assert!(matches!(decided, Decided::Sent(_)), "{decided:?}");
}
