-- The shops' keys are kept in a database of their own (docs/decisions/011-keys-apart-from-what-they-open.md),
-- so that no dump of this one holds the keys beside what they open.
ALTER TABLE shop DROP COLUMN data_key;
