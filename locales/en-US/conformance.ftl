# What receipts say about the promises of the use case, for the utility.
app-menu-conformance = Conformance
conformance-title = Conformance
conformance-period = Based on receipts, { WHEN($from, style: "date") } to { WHEN($until) }.
conformance-all = All { $count } figures with data are met.
conformance-some = { $count ->
    [one] One figure does not hold.
   *[other] { $count } figures do not hold.
}
conformance-caption = Measured figures and targets
conformance-promise = Commitment
conformance-measured = Measured
conformance-wanted = Target
conformance-verdict = Result
conformance-holds = met
conformance-fails = not met
conformance-nothing = nothing to measure yet
conformance-share = { $percent }% of { $whole }
conformance-times = half within { $p50 } s, 95% within { $p95 } s, 99% within { $p99 } s, longest { $max } s
conformance-rest = { $percent }% for the 1% of meters that lost the most
conformance-at-least = at least { $percent }%
conformance-fr-09 = Balance at every meter once a day
conformance-fr-20 = Intervals of every meter collected once a day
conformance-nfr-02 = Connect, disconnect and limit within 60 seconds
conformance-nfr-09 = Alerts at the meter within 60 seconds
conformance-nfr-10 = Sent again after 45 seconds without a receipt
conformance-nfr-12 = Messages carried out, by meter, not counting meters that cannot be reached now
conformance-nfr-13 = Connect, disconnect and limit carried out, by meter, not counting meters that cannot be reached now
conformance-nfr-14 = Meter tests answered within 60 seconds
