-- refusal_internal.has_role(name): has the caller that role's privileges? Row security asks it of consumers.
CREATE OR REPLACE FUNCTION refusal_internal.has_role(role_name name)
RETURNS boolean
LANGUAGE c STABLE PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'refusal_has_role';
COMMENT ON FUNCTION refusal_internal.has_role(name) IS 'Has the caller the privileges of this role?';
REVOKE ALL ON FUNCTION refusal_internal.has_role(name) FROM PUBLIC;
