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

# Look at changed snapshots.
review:
    cargo insta review
