# Sourced by bench/run.sh: how the server is set. The same for both sides of every figure.
server_settings=(
    shared_buffers=1GB
    max_wal_size=8GB      # a checkpoint comes before a round, never within
    checkpoint_timeout=1h
    jit=off               # nothing here is worth compiling
    track_wal_io_timing=on
    max_connections=1200  # the idle listeners of P3
)

# What tells the listeners: the relay, as it runs where speed matters.
relay_settings=(shared_preload_libraries=pg_refusal pg_refusal.databases=bench pg_refusal.notify=relay)
