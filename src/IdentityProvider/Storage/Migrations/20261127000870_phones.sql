-- What a carrier said a number is, and where it was entered.
ALTER TABLE user_phones ADD COLUMN line character varying(40);
ALTER TABLE user_phones ADD COLUMN entered_in uuid;
ALTER TABLE user_phones ADD COLUMN entered_at timestamp with time zone;

-- Two tabs could put the same number on file twice. The verified one stays, else the older one.
UPDATE user_phones AS twin SET removed_at = twin.added_at
WHERE twin.removed_at IS NULL AND twin.verified_at IS NULL AND EXISTS (
    SELECT 1 FROM user_phones AS kept
    WHERE kept.user_id = twin.user_id AND kept.number_hash = twin.number_hash AND kept.removed_at IS NULL AND kept.id <> twin.id
      AND (kept.verified_at IS NOT NULL OR kept.id < twin.id));

CREATE UNIQUE INDEX ix_user_phones_user_id_number_hash ON user_phones (user_id, number_hash) WHERE removed_at IS NULL;

-- Numbers that answered STOP. They get no texts until their START.
CREATE TABLE opted_out_numbers (
    number_hash bytea NOT NULL,
    source character varying(40) NOT NULL,
    stopped_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_opted_out_numbers PRIMARY KEY (number_hash)
);
