# The meters' credit beside the ledger's, in the close of a day.

credit-title = Credit on the meters
credit-agree = { $count ->
    [one] One meter was compared
   *[other] { $count } meters were compared
  }; each says what the ledger says.
credit-differ = { $count ->
    [one] One meter was compared
   *[other] { $count } meters were compared
  }, and { $known } of them do not say what the ledger says.
credit-waiting = { $count ->
    [one] One meter waits
   *[other] { $count } meters wait
  } for an interval, a receipt or a second reading. The next day looks again.
credit-meter = Meter
credit-account = Account
credit-since = Appeared after
credit-at = Seen at
credit-counter = The meter said
credit-expected = The ledger says
credit-kwh = { KWH($kwh) }
credit-time = { WHEN($at) }
