//! What each answer of the meter means for the request that is going on.

use super::{Cause, Client, ClientError, Operation, Response, Step};
use crate::apdu::{
    ActionRequest, ActionResponse, Block, Exception, FromServer, GetRequest, GetResponse,
    MAX_TRANSFER, SetRequest, SetResponse, read_list_bytes, value_of_parts,
};
use crate::data::Data;

impl Client {
    pub(super) fn on_message(
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
            (
                FromServer::Aare(_)
                | FromServer::Released(_)
                | FromServer::Get(_)
                | FromServer::Set(_)
                | FromServer::Action(_)
                | FromServer::Notification(_)
                | FromServer::ServiceError(_),
                _,
            ) => {}
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
