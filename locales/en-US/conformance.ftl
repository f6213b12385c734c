# What receipts say about the promises of the use case, for the utility.
app-menu-conformance = Conformance
conformance-title = Conformance
conformance-period = From receipts, { WHEN($from, style: "date") } to { WHEN($until) }.
conformance-all = All { $count } figures with data hold.
conformance-some = { $count ->
    [one] One figure does not hold.
   *[other] { $count } figures do not hold.
}
conformance-caption = Measured figures and what is wanted
conformance-promise = Promise
conformance-measured = Measured
conformance-wanted = Wanted
conformance-verdict = Result
conformance-holds = holds
conformance-fails = does not hold
conformance-nothing = nothing to measure yet
conformance-share = { $percent } % of { $whole }
conformance-times = half within { $p50 } s, 95 % within { $p95 } s, 99 % within { $p99 } s, longest { $max } s
conformance-rest = { $percent } % for the 1 % of meters that lost most
conformance-at-least = at least { $percent } %
conformance-fr-09 = Balance at every meter once a day
conformance-fr-20 = Intervals of every meter collected once a day
conformance-nfr-02 = Connect, disconnect and limit within 60 seconds
conformance-nfr-09 = Alerts at the meter within 60 seconds
conformance-nfr-10 = Sent again at 45 seconds without a receipt
conformance-nfr-12 = Messages carried out, by meter; meters out of reach now are left out
conformance-nfr-13 = Connect, disconnect and limit carried out, by meter; meters out of reach now are left out
conformance-nfr-14 = Meter tests answered within 60 seconds
