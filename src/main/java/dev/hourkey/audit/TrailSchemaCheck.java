package dev.hourkey.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares the schema that protects the trail with the schema that the migrations created, because
 * no hash covers it. The owner of the tables could replace the function that appends events, to
 * hide their own actions. They could also turn a generated column into an ordinary one, so that an
 * entry is listed under another type or subject.
 */
public final class TrailSchemaCheck {
  /** The tables, generated columns, triggers, rules and functions, one per row. */
  private static final String OBJECTS =
      """
      with guarded as (
        select * from pg_class
        where relnamespace = current_schema()::regnamespace
          and relname in ('audit_event', 'audit_head', 'audit_checkpoint', 'audit_checkpoint_copy'))
      select format('%s of kind %s, row security %s', relname, relkind, relrowsecurity) from guarded
      union all
      select format('%s.%s, generated %s as %s', relname, attname, attgenerated,
        pg_get_expr(adbin, adrelid))
      from guarded
        join pg_attribute on attrelid = guarded.oid
        join pg_attrdef on adrelid = attrelid and adnum = attnum
      union all
      select format('%s, trigger %s of type %s, enabled %s, calls %s', relname, tgname, tgtype,
        tgenabled, proname)
      from guarded join pg_trigger on tgrelid = guarded.oid join pg_proc on pg_proc.oid = tgfoid
      where not tgisinternal
      union all
      select format('%s, rule %s', relname, rulename)
      from guarded join pg_rewrite on ev_class = guarded.oid
      union all
      select format('%s(%s) in %s, definer %s, settings "%s", source %s', proname,
        pg_get_function_identity_arguments(pg_proc.oid), lanname, prosecdef,
        replace(array_to_string(proconfig, ' '), quote_ident(current_schema()), 'here'),
        encode(sha256(convert_to(prosrc, 'UTF8')), 'hex'))
      from pg_proc join pg_language on pg_language.oid = prolang
      where pronamespace = current_schema()::regnamespace
        and proname in ('audit_append', 'audit_append_all', 'audit_is_append_only')
      """;

  /** What {@link #OBJECTS} returns for an untouched schema; a test compares it. */
  private static final Set<String> EXPECTED =
      Set.of(
          "audit_event of kind r, row security f",
          "audit_head of kind r, row security f",
          "audit_checkpoint of kind r, row security f",
          "audit_checkpoint_copy of kind r, row security f",
          "audit_event.type, generated s as ((payload)::jsonb ->> 'type'::text)",
          "audit_event.subject, generated s as ((payload)::jsonb ->> 'subject'::text)",
          "audit_event, trigger audit_event_append_only of type 58, enabled O, calls"
              + " audit_is_append_only",
          "audit_head, trigger audit_head_stays of type 42, enabled O, calls audit_is_append_only",
          "audit_checkpoint, trigger audit_checkpoint_append_only of type 58, enabled O, calls"
              + " audit_is_append_only",
          "audit_checkpoint_copy, trigger audit_checkpoint_copy_append_only of type 58, enabled O,"
              + " calls audit_is_append_only",
          "audit_append(new_payload text) in sql, definer f, settings \"\", source"
              + " 90738c24e8617074d82fbbb8ad645897b7dbc93e496a1ea22a73b8b6964b241a",
          "audit_append_all(new_payloads text[]) in plpgsql, definer t, settings"
              + " \"search_path=pg_catalog, here, pg_temp\", source"
              + " 9300c1bb11a00dfbd6d3a54e93d6f20079dd647a18d34ca23ea01e3762312791",
          "audit_is_append_only() in plpgsql, definer f, settings \"\", source"
              + " 40ac6eaf92a5eea80d59da666de71170b18c1390966ad06d69e85451d1c380d6");

  private TrailSchemaCheck() {}

  /** The changes that somebody made, in words; empty if the schema is as the migrations made it. */
  public static List<String> changes(Statement sql) throws SQLException {
    Set<String> found = new TreeSet<>();
    try (ResultSet rows = sql.executeQuery(OBJECTS)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    List<String> changes = new ArrayList<>();
    new TreeSet<>(EXPECTED)
        .stream()
            .filter(one -> !found.contains(one))
            .map("there is no longer "::concat)
            .forEach(changes::add);
    found.stream()
        .filter(one -> !EXPECTED.contains(one))
        .map("no migration made "::concat)
        .forEach(changes::add);
    return changes;
  }
}
