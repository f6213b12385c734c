//! Retained messages: a bounded map in memory. What must survive is the caller's to publish again.

use async_trait::async_trait;
use rmqtt::retain::RetainStorage;
use rmqtt::topic::Topic;
use rmqtt::types::{Retain, TimedValue, TopicFilter, TopicName};
use std::collections::HashMap;
use std::str::FromStr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub(crate) struct Retained {
    max: usize,
    by_topic: Mutex<HashMap<TopicName, TimedValue<Retain>>>,
}

impl Retained {
    pub(crate) fn new(max: usize) -> Self {
        Self {
            max,
            by_topic: Mutex::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<TopicName, TimedValue<Retain>>> {
        self.by_topic.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl RetainStorage for Retained {
    fn enable(&self) -> bool {
        true
    }

    /// An empty payload forgets. An expiry of zero means none.
    async fn set(
        &self,
        topic: &TopicName,
        retain: Retain,
        expiry: Option<Duration>,
    ) -> rmqtt::Result<()> {
        let mut by_topic = self.lock();
        if retain.publish.payload.is_empty() {
            by_topic.remove(topic);
            return Ok(());
        }
        if by_topic.len() >= self.max && !by_topic.contains_key(topic) {
            by_topic.retain(|_, value| !value.is_expired());
        }
        if by_topic.len() >= self.max && !by_topic.contains_key(topic) {
            tracing::warn!(max = self.max, "No room for another retained message");
            return Ok(());
        }
        let expiry = expiry.filter(|expiry| !expiry.is_zero());
        by_topic.insert(topic.clone(), TimedValue::new(retain, expiry));
        Ok(())
    }

    async fn get(&self, filter: &TopicFilter) -> rmqtt::Result<Vec<(TopicName, Retain)>> {
        let by_topic = self.lock();
        let fresh = |(topic, value): (&TopicName, &TimedValue<Retain>)| {
            (!value.is_expired()).then(|| (topic.clone(), value.value().clone()))
        };
        // Most filters name one topic: no reason to walk through all.
        if !filter.contains(['+', '#']) {
            return Ok(by_topic
                .get_key_value(filter)
                .and_then(fresh)
                .into_iter()
                .collect());
        }
        let wanted = Topic::from_str(filter)?;
        Ok(by_topic
            .iter()
            .filter(|(topic, _)| wanted.matches_str::<str>(topic))
            .filter_map(fresh)
            .collect())
    }

    async fn count(&self) -> isize {
        isize::try_from(self.lock().len()).unwrap_or(isize::MAX)
    }

    async fn max(&self) -> isize {
        isize::try_from(self.max).unwrap_or(isize::MAX)
    }
}
