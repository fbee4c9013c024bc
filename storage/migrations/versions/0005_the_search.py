"""What readers can see, as terms to be found by; the index of each database's own kind beside it"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

# The terms are indexed as they are: no database analyses anything.
_FTS5 = """
    CREATE VIRTUAL TABLE search_terms USING fts5(
        terms, content='search_text', content_rowid='entry_id', detail='none', columnsize=0,
        tokenize="unicode61 remove_diacritics 0 tokenchars '_'"
    )
"""
_FORGET = "INSERT INTO search_terms(search_terms, rowid, terms) VALUES ('delete', old.entry_id, old.terms)"
_LEARN = "INSERT INTO search_terms(rowid, terms) VALUES (new.entry_id, new.terms)"
_TRIGGERS = {
    "learn": f"AFTER INSERT ON search_text BEGIN {_LEARN}; END",
    "forget": f"AFTER DELETE ON search_text BEGIN {_FORGET}; END",
    "change": f"AFTER UPDATE ON search_text BEGIN {_FORGET}; {_LEARN}; END",
}
_TERMS = "array_to_tsvector(string_to_array(terms, ' '))"
_GIN = f"CREATE INDEX search_terms ON search_text USING gin ({_TERMS}) WITH (fastupdate = off)"
# Left to itself the planner reads the whole table for a word that most entries have, and takes each apart: a
# hundred times what the index needs. In a function of its own there is nothing but the index to be used.
_HITS = f"""
    CREATE FUNCTION search_hits(question tsquery) RETURNS SETOF bigint LANGUAGE sql STABLE
    SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off
    AS $$ SELECT entry_id FROM search_text WHERE {_TERMS} @@ question $$
"""  # noqa: S608  no value


def upgrade() -> None:
    op.create_table(
        "search_text",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("analysis", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_search_text_entry_id_entry")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_search_text")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_GIN)
        op.execute(_HITS)
        return
    op.execute(_FTS5)
    for name, what in _TRIGGERS.items():
        op.execute(f"CREATE TRIGGER search_text_{name} {what}")


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute("DROP TABLE search_terms" if is_sqlite else "DROP FUNCTION search_hits")
    op.drop_table("search_text")
