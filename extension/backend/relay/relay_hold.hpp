#pragma once

namespace refusal::backend {

// DROP, RENAME and SET TABLESPACE of a database, and CREATE DATABASE from it as a template, named or by default, need it
// without any other session: its workers are stopped first, and start again when the command has ended. Called from
// _PG_init.
void register_relay_hold();

} // namespace refusal::backend
