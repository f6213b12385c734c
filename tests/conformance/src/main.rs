//! `cargo conformance`: runs the fleet and prints what its records say.

fn main() -> anyhow::Result<()> {
    let mut args = std::env::args().skip(1);
    let mut number = || args.next().and_then(|text| text.parse::<i64>().ok());
    let (meters, days, seed) = (number(), number(), number());
    let plan = ami_conformance::fleet::Plan::ordinary(
        seed.unwrap_or(1).unsigned_abs(),
        usize::try_from(meters.unwrap_or(300))?,
        days.unwrap_or(7),
    );
    let measured = ami_conformance::fleet::run(&plan)?;
    let header = ami_conformance::findings::header(&plan, &measured);
    println!("{header}");
    for found in ami_conformance::findings::of_fleet(&measured) {
        println!("{found:?}");
    }
    Ok(())
}
