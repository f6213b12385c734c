//! The first message of each request, whole or as the first block.

use super::{Cause, Client, Operation, Request, Step};
use crate::apdu::{
    ActionRequest, Attribute, Block, Conformance, GetRequest, MAX_LIST, MAX_TRANSFER, Method,
    Release, SetRequest, Target,
};
use crate::data::Data;

impl Client {
    pub(super) fn begin(
        &mut self,
        request: Request,
        op: &mut Operation,
        now_ms: u64,
    ) -> Result<(), Cause> {
        match request {
            Request::Connect { challenge } => {
                self.lose();
                op.challenge = challenge;
                self.begin_connect(op, now_ms)
            }
            Request::Get(target) => {
                op.step = Step::Get { list: None };
                let request = GetRequest::Normal {
                    invoke: op.invoke,
                    target,
                };
                self.send_with(|out| request.encode(out), now_ms)
            }
            Request::GetWithList(targets) => {
                if targets.is_empty() || targets.len() > MAX_LIST {
                    return Err(Cause::TooLong);
                }
                op.step = Step::Get {
                    list: Some(targets.len()),
                };
                let request = GetRequest::List {
                    invoke: op.invoke,
                    targets,
                };
                self.send_with(|out| request.encode(out), now_ms)
            }
            Request::Set(attribute, value) => self.begin_set(op, attribute, value, now_ms),
            Request::Action(method, parameter) => self.begin_action(op, method, parameter, now_ms),
            Request::Release if self.associated && self.config.release_request => {
                op.step = Step::Rlre;
                let mut out = Vec::new();
                Release::NORMAL.encode_request(&mut out);
                self.channel.send(&out, now_ms)
            }
            Request::Release => {
                op.step = Step::LinkDown;
                self.end_link(now_ms);
                Ok(())
            }
        }
    }

    pub(super) fn begin_set(
        &mut self,
        op: &mut Operation,
        attribute: Attribute,
        value: Data,
        now_ms: u64,
    ) -> Result<(), Cause> {
        let target = Target::from(attribute);
        let invoke = op.invoke;
        let raw = value.to_bytes();
        op.step = Step::Set {
            rest: Vec::new(),
            block: 0,
        };
        let whole = SetRequest::Normal {
            invoke,
            target: target.clone(),
            value,
        };
        match self.send_with(|out| whole.encode(out), now_ms) {
            Err(Cause::TooLong) => {}
            done => return done,
        }
        self.check_blocks(Conformance::BLOCK_SET, &raw)?;
        let (block, rest) = self.cut_block(raw, 1);
        let first = SetRequest::First {
            invoke,
            target,
            block,
        };
        op.step = Step::Set { rest, block: 1 };
        self.send_with(|out| first.encode(out), now_ms)
    }

    pub(super) fn begin_action(
        &mut self,
        op: &mut Operation,
        method: Method,
        parameter: Option<Data>,
        now_ms: u64,
    ) -> Result<(), Cause> {
        let invoke = op.invoke;
        let raw = parameter.as_ref().map(Data::to_bytes).unwrap_or_default();
        op.step = Step::Action {
            rest: Vec::new(),
            block: 0,
        };
        let whole = ActionRequest::Normal {
            invoke,
            method,
            parameter,
        };
        match self.send_with(|out| whole.encode(out), now_ms) {
            Err(Cause::TooLong) => {}
            done => return done,
        }
        self.check_blocks(Conformance::BLOCK_ACTION, &raw)?;
        let (block, rest) = self.cut_block(raw, 1);
        let first = ActionRequest::First {
            invoke,
            method,
            block,
        };
        op.step = Step::Action { rest, block: 1 };
        self.send_with(|out| first.encode(out), now_ms)
    }

    pub(super) fn check_blocks(&self, service: u32, raw: &[u8]) -> Result<(), Cause> {
        let can = self
            .terms
            .is_some_and(|terms| terms.conformance.has(service));
        if can && raw.len() <= MAX_TRANSFER {
            Ok(())
        } else {
            Err(Cause::TooLong)
        }
    }

    /// The next block of `raw` and what is left after it.
    pub(super) fn cut_block(&self, mut raw: Vec<u8>, number: u32) -> (Block, Vec<u8>) {
        // The first block's header is the longest: service, attribute, block, length.
        const HEADER: usize = 3 + 10 + 5 + 5;
        let room = self.room().saturating_sub(HEADER).max(1);
        let rest = raw.split_off(room.min(raw.len()));
        (
            Block {
                last: rest.is_empty(),
                number,
                raw,
            },
            rest,
        )
    }
}
