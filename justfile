# The few words that a developer types.

# Everything that a change must pass.
ci:
    .ci/run

# All tests.
test:
    cargo test

# Tests whose name contains a word.
only word:
    cargo test --test onward {{word}}

# Lay the code and the offers out.
fmt:
    cargo fmt
    cargo run --quiet -- fmt promotions benches src/cli/template tests/cases/programs

# Try all laws on generated programs for so many minutes; a case that breaks one is made small and shown.
# Another first seed tries other programs.
soak minutes="10" seed="1000000":
    ONWARD_MINUTES={{minutes}} ONWARD_SEED={{seed}} cargo test --release --test onward laws::soak -- --nocapture

# Plant each fault of tests/faults and every mutant behind switches of one build, in target/mutants.
plant:
    mkdir -p target/mutants
    cargo run --quiet -p onward-mutants -- target/mutants plant

# Ask each layer of tests about each fault, and write the table into the page. After `just plant`.
faults *names:
    ONWARD_CASES=400 cargo run --quiet -p onward-mutants -- target/mutants faults \
      --write docs/reliability.md {{names}}

# Try every mutant that was not tried yet, and print what no test notices; `--minutes 30 --every 40` stops
# after half an hour, with a sample spread over all files. After `just plant`.
mutants *options:
    cargo run --quiet -p onward-mutants -- target/mutants try {{options}}
    cargo run --quiet -p onward-mutants -- target/mutants report

# Throw hostile bytes at one of offers, events, state and bills for so many seconds; needs nightly Rust.
fuzz target seconds="300":
    cargo +nightly fuzz run -s none {{target}} -- -max_total_time={{seconds}} -timeout=10 -rss_limit_mb=2048 -max_len=16384

# The few mutants that no switch can hold, each built by itself: `just mutants` names them.
mutants-left names:
    ONWARD_CASES=120 INSTA_UPDATE=no cargo mutants -p onward --re '{{names}}' -- \
      --lib --test onward -- --skip fmt:: --skip syntax:: --skip testing:: --skip cli:: --skip laws::coverage

# Licences, sources, versions and advisories of all that stands in Cargo.lock.
deny:
    cargo deny check

# Measure: events already read, and the whole way.
bench:
    cargo bench

# Measure against a program written by hand, and write the table of docs/performance.md.
speed *options:
    cargo run --release -p onward-speed -- table --write docs/performance.md {{options}}

# Make the pictures of the pages again.
pictures:
    cargo build
    docs/pictures/make

# Write the terms of the gallery again.
terms:
    cargo build
    for folder in promotions/*/; do target/debug/onward terms "$folder" > "${folder}terms.md"; done

# Measure what an event costs as offers, credits, accounts and history grow, and put plots and tables into
# docs/performance.md; needs some 4 GiB of memory.
growth most="10000000":
    cargo run --release -p onward-speed -- growth docs/pictures --most {{most}} --write docs/performance.md

# Count the instructions of a fixed run, and compare them with the count that is kept; `--write` keeps them.
instructions *options:
    cargo run --release -p onward-speed -- instructions {{options}}

# Set the usual build against one that cannot say why: what explanations cost a run that asks for none.
tracing *options:
    cargo run --release -p onward-speed -- tracing --write docs/performance.md {{options}}

# Look at changed snapshots.
review:
    cargo insta review
