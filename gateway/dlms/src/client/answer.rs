//! Moving bytes, and what each answer means for the request that is going on.

use super::channel::Arrival;
use super::{Cause, Client, ClientError, MAX_NOTIFICATIONS, Operation, Response, Step};
use crate::apdu::{
    ActionRequest, ActionResponse, Block, Exception, FromServer, GetRequest, GetResponse,
    MAX_TRANSFER, SetRequest, SetResponse, read_list_bytes, value_of_parts,
};
use crate::data::Data;
use crate::security::{SecurityError, is_protected, open_apdu, protect_apdu};

impl Client {
    /// Takes bytes from the port.
    pub fn receive(&mut self, bytes: &[u8], now_ms: u64) {
        self.channel.receive(bytes, now_ms);
        self.arrivals(now_ms);
    }

    /// Bytes for the port, in order, until there are none.
    pub fn poll_transmit(&mut self) -> Option<Vec<u8>> {
        let bytes = self.channel.poll_transmit()?;
        if let Some(operation) = &mut self.operation {
            operation.sent = true;
        }
        Some(bytes)
    }

    /// When [`Client::on_timeout`] wants to be called, in milliseconds.
    #[must_use]
    pub fn next_timeout(&self) -> Option<u64> {
        let operation = self.operation.as_ref().map(|operation| operation.deadline);
        [operation, self.channel.next_timeout()]
            .into_iter()
            .flatten()
            .min()
    }

    /// Sends again or gives up when the time has come; does nothing before.
    pub fn on_timeout(&mut self, now_ms: u64) {
        self.channel.on_timeout(now_ms);
        self.arrivals(now_ms);
        if self
            .operation
            .as_ref()
            .is_some_and(|operation| now_ms >= operation.deadline)
        {
            self.fail(Cause::Timeout);
            self.lose();
            // A late answer must not be taken for the answer to the next request.
            self.channel.close();
        }
    }

    /// Ends the request that is going on.
    pub(super) fn finish(&mut self, result: Result<Response, ClientError>) {
        self.operation = None;
        self.result = Some(result);
    }

    /// Ends the request without an answer from the meter.
    pub(super) fn fail(&mut self, cause: Cause) {
        let Some(operation) = self.operation.take() else {
            return;
        };
        self.operation = None;
        self.result = Some(match operation.step {
            // Nothing of the caller's went out while the association is made.
            Step::LinkUp | Step::Aare | Step::Hls => Err(ClientError::NotSent(cause)),
            // The end has come either way.
            Step::Rlre | Step::LinkDown => Ok(Response::Released),
            Step::Get { .. } | Step::Set { .. } | Step::Action { .. } if operation.sent => {
                Err(ClientError::Indeterminate(cause))
            }
            Step::Get { .. } | Step::Set { .. } | Step::Action { .. } => {
                Err(ClientError::NotSent(cause))
            }
        });
    }

    /// Forgets the association.
    pub(super) fn lose(&mut self) {
        self.associated = false;
        self.terms = None;
    }

    pub(super) fn end_link(&mut self, now_ms: u64) {
        self.lose();
        if self.channel.disconnect(now_ms) {
            self.finish(Ok(Response::Released));
        }
    }

    /// Protects and sends a message, if it is not longer than agreed.
    pub(super) fn send_with(
        &mut self,
        encode: impl FnOnce(&mut Vec<u8>),
        now_ms: u64,
    ) -> Result<(), Cause> {
        let mut plain = Vec::new();
        encode(&mut plain);
        if plain.len() > self.room() {
            return Err(Cause::TooLong);
        }
        let Some(cipher) = self.ciphering() else {
            return self.channel.send(&plain, now_ms);
        };
        let counter = self.counter.take()?;
        let apdu = protect_apdu(
            &cipher.keys,
            cipher.protection,
            cipher.form,
            cipher.title,
            counter,
            &plain,
        );
        self.channel.send(&apdu, now_ms)
    }

    fn arrivals(&mut self, now_ms: u64) {
        while let Some(arrival) = self.channel.next_arrival() {
            match arrival {
                Arrival::Up => self.on_link_up(now_ms),
                Arrival::Apdu(apdu) => self.on_apdu(&apdu, now_ms),
                Arrival::Down => self.finish(Ok(Response::Released)),
                Arrival::Failed(cause) => {
                    self.fail(cause);
                    self.lose();
                }
            }
        }
    }

    fn on_link_up(&mut self, now_ms: u64) {
        let Some(operation) = &mut self.operation else {
            return;
        };
        operation.step = Step::Aare;
        operation.deadline = now_ms.saturating_add(self.config.answer_ms);
        let challenge = operation.challenge.clone();
        if let Err(cause) = self.send_aarq(&challenge, now_ms) {
            self.fail(cause);
        }
    }

    fn on_apdu(&mut self, apdu: &[u8], now_ms: u64) {
        let (message, protected) = match self.open(apdu) {
            Ok(message) => message,
            Err(cause) => {
                self.fail(cause);
                return;
            }
        };
        if let FromServer::Notification(notification) = message {
            // Values under weaker protection than agreed are not values.
            if protected || self.ciphering().is_none() {
                if self.notifications.len() >= MAX_NOTIFICATIONS {
                    self.notifications.pop_front();
                }
                self.notifications.push_back(notification);
            }
            return;
        }
        let Some(mut operation) = self.operation.take() else {
            return;
        };
        operation.deadline = now_ms.saturating_add(self.config.answer_ms);
        self.on_message(&mut operation, message, protected, now_ms);
        if self.result.is_none() && self.operation.is_none() {
            self.operation = Some(operation);
        }
    }

    /// Plain message, and whether it was protected as agreed.
    fn open(&mut self, apdu: &[u8]) -> Result<(FromServer, bool), Cause> {
        if apdu.len() > usize::from(self.config.max_pdu) {
            return Err(Cause::TooLong);
        }
        if !is_protected(apdu) {
            return Ok((FromServer::from_bytes(apdu)?, false));
        }
        let cipher = self.config.cipher.as_ref().ok_or(SecurityError::NoKeys)?;
        let title = self.terms.and_then(|terms| terms.server_title);
        let title = title
            .or(self.config.server_title)
            .ok_or(SecurityError::NoKeys)?;
        let opened = open_apdu(&cipher.keys, title, apdu)?;
        if opened.protection < cipher.protection {
            return Err(SecurityError::TooWeak.into());
        }
        self.guard.accept(opened.counter)?;
        Ok((FromServer::from_bytes(&opened.plain)?, true))
    }

    fn on_message(
        &mut self,
        op: &mut Operation,
        message: FromServer,
        protected: bool,
        now_ms: u64,
    ) {
        let plain_is_fine = protected || self.ciphering().is_none();
        match (message, &op.step) {
            (FromServer::Aare(aare), Step::Aare) => self.on_aare(op, aare, now_ms),
            (FromServer::Released(_), Step::Rlre) => {
                op.step = Step::LinkDown;
                self.end_link(now_ms);
            }
            (FromServer::Exception(exception), _) => {
                self.on_exception(op, exception, plain_is_fine);
            }
            (FromServer::ServiceError(error), _) if plain_is_fine => {
                self.finish(Err(ClientError::Service(error)));
            }
            (FromServer::Action(response), Step::Hls) if plain_is_fine => {
                self.on_hls(op, response);
            }
            (FromServer::Get(response), Step::Get { list }) if plain_is_fine => {
                let list = *list;
                self.on_get(op, response, list, now_ms);
            }
            (FromServer::Set(response), Step::Set { .. }) if plain_is_fine => {
                self.on_set(op, response, now_ms);
            }
            (FromServer::Action(response), Step::Action { .. }) if plain_is_fine => {
                self.on_action(op, response, now_ms);
            }
            // An answer to an earlier request, or without its protection: not ours.
            (_, _) => {}
        }
    }

    fn on_exception(&mut self, op: &Operation, exception: Exception, trusted: bool) {
        let changes = matches!(op.step, Step::Set { .. } | Step::Action { .. });
        self.finish(Err(if changes && !trusted {
            ClientError::Indeterminate(Cause::UnprotectedException(exception))
        } else {
            ClientError::Exception(exception)
        }));
    }

    fn stop(&mut self, op: &Operation, cause: Cause) {
        // The meter answered something, so the request had gone out.
        self.finish(Err(match op.step {
            Step::LinkUp | Step::Aare | Step::Hls => ClientError::NotSent(cause),
            Step::Get { .. }
            | Step::Set { .. }
            | Step::Action { .. }
            | Step::Rlre
            | Step::LinkDown => ClientError::Indeterminate(cause),
        }));
    }

    /// Adds a part of a long answer; true when it was the last.
    fn add_part(&mut self, op: &mut Operation, block: &Block) -> Result<bool, Cause> {
        if block.number != op.part + 1 {
            return Err(Cause::Unexpected("block number"));
        }
        if op.parts.len() + block.raw.len() > MAX_TRANSFER {
            return Err(Cause::TooLong);
        }
        op.part = block.number;
        op.parts.extend_from_slice(&block.raw);
        Ok(block.last)
    }

    fn on_get(&mut self, op: &mut Operation, got: GetResponse, list: Option<usize>, now_ms: u64) {
        let invoke = op.invoke;
        match got {
            GetResponse::Normal {
                invoke: theirs,
                result,
            } if theirs == invoke => {
                self.finish(result.map(Response::Data).map_err(ClientError::Refused));
            }
            GetResponse::List {
                invoke: theirs,
                results,
            } if theirs == invoke => {
                if list == Some(results.len()) {
                    self.finish(Ok(Response::List(results)));
                } else {
                    self.stop(op, Cause::Unexpected("another number of results"));
                }
            }
            GetResponse::Aborted {
                invoke: theirs,
                refusal,
                ..
            } if theirs == invoke => {
                self.finish(Err(ClientError::Refused(refusal)));
            }
            GetResponse::Block {
                invoke: theirs,
                block,
            } if theirs == invoke => {
                let more = match self.add_part(op, &block) {
                    Ok(false) => {
                        let next = GetRequest::Next {
                            invoke,
                            block: block.number,
                        };
                        self.send_with(|out| next.encode(out), now_ms)
                    }
                    Ok(true) => self.finish_get(&op.parts, list),
                    Err(cause) => Err(cause),
                };
                if let Err(cause) = more {
                    self.stop(op, cause);
                }
            }
            GetResponse::Normal { .. }
            | GetResponse::List { .. }
            | GetResponse::Aborted { .. }
            | GetResponse::Block { .. } => {}
        }
    }

    fn finish_get(&mut self, parts: &[u8], list: Option<usize>) -> Result<(), Cause> {
        let response = match list {
            None => Response::Data(Data::from_bytes(parts)?),
            Some(count) => {
                let results = read_list_bytes(parts)?;
                if results.len() != count {
                    return Err(Cause::Unexpected("another number of results"));
                }
                Response::List(results)
            }
        };
        self.finish(Ok(response));
        Ok(())
    }

    fn on_set(&mut self, op: &mut Operation, got: SetResponse, now_ms: u64) {
        let (SetResponse::Normal { invoke, .. }
        | SetResponse::Ack { invoke, .. }
        | SetResponse::Last { invoke, .. }) = got;
        if invoke != op.invoke {
            return;
        }
        match got {
            SetResponse::Normal { result, .. } | SetResponse::Last { result, .. } => {
                self.finish(
                    result
                        .map(|()| Response::Written)
                        .map_err(ClientError::Refused),
                );
            }
            SetResponse::Ack { block, .. } => {
                let Step::Set { rest, block: ours } = &mut op.step else {
                    return;
                };
                if *ours != block || rest.is_empty() {
                    return self.stop(op, Cause::Unexpected("block number"));
                }
                let (next, left) = self.cut_block(std::mem::take(rest), block + 1);
                op.step = Step::Set {
                    rest: left,
                    block: block + 1,
                };
                let request = SetRequest::Next {
                    invoke,
                    block: next,
                };
                if let Err(cause) = self.send_with(|out| request.encode(out), now_ms) {
                    self.stop(op, cause);
                }
            }
        }
    }

    fn on_action(&mut self, op: &mut Operation, got: ActionResponse, now_ms: u64) {
        let (ActionResponse::Normal { invoke, .. }
        | ActionResponse::Part { invoke, .. }
        | ActionResponse::Ack { invoke, .. }) = got;
        if invoke != op.invoke {
            return;
        }
        let sent = match got {
            ActionResponse::Normal { result, .. } => {
                self.finish(
                    result
                        .map(Response::Done)
                        .map_err(ClientError::ActionRefused),
                );
                Ok(())
            }
            ActionResponse::Part { block, .. } => match self.add_part(op, &block) {
                Ok(false) => {
                    let next = ActionRequest::Next {
                        invoke,
                        block: block.number,
                    };
                    self.send_with(|out| next.encode(out), now_ms)
                }
                Ok(true) => value_of_parts(&op.parts)
                    .map_err(Cause::Decode)
                    .map(|value| {
                        self.finish(Ok(Response::Done(Some(value))));
                    }),
                Err(cause) => Err(cause),
            },
            ActionResponse::Ack { block, .. } => {
                let Step::Action { rest, block: ours } = &mut op.step else {
                    return;
                };
                if *ours != block || rest.is_empty() {
                    return self.stop(op, Cause::Unexpected("block number"));
                }
                let (next, left) = self.cut_block(std::mem::take(rest), block + 1);
                op.step = Step::Action {
                    rest: left,
                    block: block + 1,
                };
                let request = ActionRequest::Part {
                    invoke,
                    block: next,
                };
                self.send_with(|out| request.encode(out), now_ms)
            }
        };
        if let Err(cause) = sent {
            self.stop(op, cause);
        }
    }
}
