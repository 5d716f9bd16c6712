import type { Sql } from "../database.ts";

export interface RelationColumn {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly default: string | null;
  readonly generated: boolean;
}

export interface Relation {
  readonly name: string;
  readonly partitionKey: string | null;
  readonly columns: readonly RelationColumn[];
  readonly constraints: readonly { readonly name: string; readonly text: string }[];
  readonly indexes: readonly string[];
  readonly triggers: readonly string[];
}

export interface RelationGrant {
  readonly table: string;
  readonly role: string;
  readonly privileges: string;
}

/** Tables with everything on them, each list in an order that does not depend on history. */
export async function readRelations(sql: Sql): Promise<readonly Relation[]> {
  return sql<Relation[]>`
    select c.relname as name,
           case c.relkind when 'p' then pg_get_partkeydef(c.oid) end as "partitionKey",
           (select coalesce(json_agg(json_build_object(
                     'name', attname,
                     'type', format_type(atttypid, atttypmod),
                     'nullable', not attnotnull,
                     'default', pg_get_expr(adbin, adrelid),
                     'generated', attgenerated <> '') order by attnum), '[]')
              from pg_attribute
              left join pg_attrdef on adrelid = attrelid and adnum = attnum
             where attrelid = c.oid and attnum > 0 and not attisdropped) as columns,
           (select coalesce(json_agg(json_build_object(
                     'name', conname,
                     'text', pg_get_constraintdef(oid)) order by contype = 'p' desc, conname), '[]')
              from pg_constraint
             where conrelid = c.oid and contype in ('p', 'u', 'c', 'f', 'x')) as constraints,
           (select coalesce(json_agg(pg_get_indexdef(indexrelid)
                     order by indexrelid::regclass::text), '[]')
              from pg_index
             where indrelid = c.oid
               and not exists (select from pg_constraint where conindid = indexrelid)) as indexes,
           (select coalesce(json_agg(pg_get_triggerdef(oid) order by tgname), '[]')
              from pg_trigger
             where tgrelid = c.oid and not tgisinternal) as triggers
      from pg_class c
     where c.relnamespace = 'public'::regnamespace
       and c.relkind in ('r', 'p') and not c.relispartition
     order by c.relname
     limit 1000`;
}

/** Whole-table privileges as one line, privileges on columns as one line each. */
export async function readGrants(sql: Sql): Promise<readonly RelationGrant[]> {
  return sql<RelationGrant[]>`
    select relname as table, pg_get_userbyid(grantee) as role,
           lower(string_agg(privilege_type, ', ' order by privilege_type)) as privileges
      from pg_class, aclexplode(relacl)
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
     group by relname, grantee
     union all
    select relname, pg_get_userbyid(grantee),
           lower(privilege_type) || ' (' || string_agg(attname, ', ' order by attname) || ')'
      from pg_class join pg_attribute on attrelid = pg_class.oid, aclexplode(attacl)
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
     group by relname, grantee, privilege_type
     limit 10000`;
}

export async function readFunctions(sql: Sql): Promise<readonly string[]> {
  const rows = await sql<{ text: string }[]>`
    select pg_get_functiondef(oid) as text
      from pg_proc
     where pronamespace = 'public'::regnamespace and prokind in ('f', 'p')
     order by proname, pg_get_function_identity_arguments(oid)
     limit 1000`;
  return rows.map((row) => row.text);
}
