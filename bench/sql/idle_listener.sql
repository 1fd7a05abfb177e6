LISTEN idle_:client_id;
\sleep 2000 s
