//! News of the demonstration, for a page and for a display.

use super::World;
use crate::backend::mock_data as data;
use crate::backend::{DisplayFeed, Feed, Guard, Sink};
use crate::model::glance::Glance;
use ami_domain::energy::Watts;
use ami_domain::id::AccountId;
use ami_domain::time::Span;
use ami_wire::api::{Live, Message};
use gloo_timers::future::TimeoutFuture;
use leptos::task::spawn_local;
use std::cell::Cell;
use std::rc::Rc;

/// News of an account's newest payment until the guard is dropped.
pub(super) fn live(world: &Rc<World>, account: AccountId, sink: Sink<Feed>) -> Guard {
    let world = Rc::clone(world);
    let alive = Rc::new(Cell::new(()));
    let weak = Rc::downgrade(&alive);
    spawn_local(async move {
        sink(Feed::Up);
        while weak.upgrade().is_some() {
            TimeoutFuture::new(1_000).await;
            let newest = world.payments.borrow().last().cloned();
            if let Some((draft, at)) = newest.filter(|(draft, _)| draft.account == account) {
                let payment = world.paid(&draft, at);
                sink(Feed::News(Box::new(Live::Payment(Box::new(payment)))));
                let view = data::view(&world.state, &world.added());
                sink(Feed::News(Box::new(Live::View(Box::new(view)))));
            }
        }
    });
    Box::new(alive)
}

/// What the display shows, once: nothing changes while it is looked at.
pub(super) fn display(world: &World, sink: &Sink<DisplayFeed>) -> Guard {
    let state = world.state.as_str();
    let mut account = data::account(data::account_id(1), state, &[]);
    if state == "stale" {
        account.view.as_of.at = account.view.as_of.at - Span::hours(31);
    }
    let mut glance = Glance::from(&account);
    glance.power = Some(Watts::new(1_910));
    glance.read_at = Some(account.view.as_of.at);
    if state == "starting" {
        glance.view = None;
    }
    sink(DisplayFeed::Connected(state != "stale"));
    sink(DisplayFeed::Glance(Box::new(glance)));
    let messages = world.messages.borrow();
    let texts: Vec<Message> = messages.iter().filter(|one| !one.over).cloned().collect();
    sink(DisplayFeed::Messages(texts));
    Box::new(())
}
