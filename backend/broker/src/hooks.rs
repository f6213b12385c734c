//! rmqtt's hooks, translated into questions to the [`Door`].

use crate::door::{Door, Forward, RefuseReason};
use crate::sessions::Sessions;
use async_trait::async_trait;
use rmqtt::codec::v5::{PublishAckReason, SubscribeAckReason};
use rmqtt::context::ServerContext;
use rmqtt::hook::{Handler, HookResult, Parameter, ReturnType, Type};
use rmqtt::session::Session;
use rmqtt::types::{
    AuthResult, ConnectInfo, From, FromType, Id, Publish, PublishAclResult, PublishResult,
    Subscribe, SubscribeReturn,
};
use std::sync::Arc;
use tokio::runtime::Handle;

/// A refused last will goes here, where nobody listens: rmqtt has no way to drop it.
const NOWHERE: &str = "$refused/will";

/// The hooks that we answer.
const TYPES: [Type; 8] = [
    Type::ClientAuthenticate,
    Type::ClientConnected,
    Type::ClientDisconnected,
    Type::SessionTerminated,
    Type::ClientSubscribeCheckAcl,
    Type::SessionSubscribed,
    Type::MessagePublishCheckAcl,
    Type::MessagePublish,
];

/// Hangs the door into a broker.
pub(crate) async fn register(
    context: &ServerContext,
    door: Arc<dyn Door>,
    caller: Handle,
    sessions: Arc<Sessions>,
) {
    let shared = Arc::new(Shared {
        door,
        caller,
        sessions,
    });
    let register = context.extends.hook_mgr().register();
    for typ in TYPES {
        register.add(typ, Box::new(Hooks(shared.clone()))).await;
    }
    register.start().await;
}

struct Shared {
    door: Arc<dyn Door>,
    /// The door's futures run where its owner lives, so that sockets and timers that they open
    /// outlive this broker, and a panic in them is a refusal.
    caller: Handle,
    sessions: Arc<Sessions>,
}

struct Hooks(Arc<Shared>);

#[async_trait]
impl Handler for Hooks {
    async fn hook(&self, param: &Parameter, acc: Option<HookResult>) -> ReturnType {
        match param {
            Parameter::ClientAuthenticate(info) => {
                let result = self.0.authenticate(info).await;
                (false, Some(HookResult::AuthResult(result)))
            }
            Parameter::ClientConnected(session) => {
                self.0.sessions.connected(session.id());
                (true, acc)
            }
            Parameter::ClientDisconnected(session, _) => {
                if let Some(who) = self.0.sessions.disconnected(session.id()) {
                    self.0.door.on_disconnected(&who);
                }
                (true, acc)
            }
            Parameter::SessionTerminated(session, _) => {
                self.0.sessions.forget(session.id());
                (true, acc)
            }
            Parameter::ClientSubscribeCheckAcl(session, subscribe) => {
                let result = self.0.check_subscribe(session.id(), subscribe);
                (false, Some(HookResult::SubscribeAclResult(result)))
            }
            Parameter::SessionSubscribed(session, subscribe) => {
                if let Some(who) = self.0.sessions.who(session.id()) {
                    self.0.door.on_subscribed(&who, &subscribe.topic_filter);
                }
                (true, acc)
            }
            // rmqtt asks this one after `MessagePublish` and before the PUBACK; only here a
            // refusal can be said.
            Parameter::MessagePublishCheckAcl(session, publish) => {
                let result = self.0.publish_from(session, publish).await;
                (false, Some(HookResult::PublishAclResult(result)))
            }
            Parameter::MessagePublish(_, from, publish)
                if matches!(from.typ(), FromType::LastWill) =>
            {
                match self.0.will(from, publish).await {
                    Forward::Subscribers => (true, acc),
                    Forward::Nobody => (false, Some(HookResult::Publish(nowhere(publish)))),
                }
            }
            _ => (true, acc),
        }
    }
}

impl Shared {
    async fn authenticate(&self, info: &ConnectInfo) -> AuthResult {
        let (Some(username), Some(password)) = (info.username(), info.password()) else {
            return AuthResult::NotAuthorized;
        };
        let (door, client) = (self.door.clone(), info.client_id().to_string());
        let (username, password) = (username.to_string(), password.clone());
        let asked = self.caller.spawn(async move {
            let who = door.authenticate(&client, &username, &password);
            who.await
        });
        let Some(who) = asked.await.ok().flatten() else {
            return AuthResult::BadUsernameOrPassword;
        };
        if let Some(will) = info.last_will() {
            let retain = will.retain();
            let topic = Publish::try_from(will).map(|publish| publish.topic.to_string());
            if !topic.is_ok_and(|topic| self.door.may_publish(&who, &topic, retain)) {
                tracing::warn!(who, "Refused: the last will is not this client's to say");
                return AuthResult::NotAuthorized;
            }
        }
        if self.sessions.add(info.id().clone(), &who) {
            AuthResult::Allow(false, None)
        } else {
            tracing::warn!("Refused: there is no room for another client");
            AuthResult::NotAuthorized
        }
    }

    fn check_subscribe(&self, id: &Id, subscribe: &Subscribe) -> SubscribeReturn {
        let filter = &subscribe.topic_filter;
        let who = self.sessions.who(id);
        match who {
            Some(who) if self.door.may_subscribe(&who, filter) => {
                SubscribeReturn::new_success(subscribe.opts.qos(), None)
            }
            who => {
                tracing::warn!(who = who.as_deref(), %filter, "Refused a subscription");
                SubscribeReturn::new_failure(SubscribeAckReason::NotAuthorized)
            }
        }
    }

    async fn publish_from(&self, session: &Session, publish: &Publish) -> PublishAclResult {
        let answer = self.publish(session.id(), publish).await;
        let refused = match answer {
            Ok(Forward::Subscribers) => return PublishAclResult::allow(),
            Ok(Forward::Nobody) => {
                let code = PublishAckReason::NoMatchingSubscribers;
                return PublishAclResult(PublishResult::reason_code(code, None, false));
            }
            Err(refused) => refused,
        };
        let code = match refused {
            RefuseReason::NotAuthorized => PublishAckReason::NotAuthorized,
            RefuseReason::Malformed => PublishAckReason::PayloadFormatInvalid,
            RefuseReason::TooMany => PublishAckReason::QuotaExceeded,
            RefuseReason::Unavailable => PublishAckReason::ImplementationSpecificError,
        };
        let version = session.connect_info().await.map(|info| info.proto_ver());
        let tells = version.is_ok_and(|version| version >= rmqtt::codec::types::MQTT_LEVEL_5);
        PublishAclResult(PublishResult::reason_code(code, None, !tells))
    }

    async fn publish(&self, id: &Id, publish: &Publish) -> Result<Forward, RefuseReason> {
        let Some(who) = self.sessions.who(id) else {
            return Err(RefuseReason::NotAuthorized);
        };
        let topic = publish.topic.to_string();
        if !self.door.may_publish(&who, &topic, publish.retain) {
            // A denied publish raises an alarm (DESIGN 7.10).
            tracing::warn!(%who, topic, retain = publish.retain, "Refused a publish");
            return Err(RefuseReason::NotAuthorized);
        }
        let (door, payload) = (self.door.clone(), publish.payload.clone());
        let asked = self
            .caller
            .spawn(async move { door.on_publish(&who, &topic, &payload).await });
        asked.await.unwrap_or(Err(RefuseReason::Unavailable))
    }

    async fn will(&self, from: &From, publish: &Publish) -> Forward {
        match self.publish(&from.id, publish).await {
            Ok(forward) => forward,
            Err(reason) => {
                tracing::warn!(?reason, "A last will was not taken");
                Forward::Nobody
            }
        }
    }
}

fn nowhere(will: &Publish) -> Publish {
    let mut publish = will.clone();
    publish.topic = NOWHERE.into();
    publish.retain = false;
    publish
}
