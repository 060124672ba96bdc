-- Sign-ins that stopped after the right password are told once, and found by the time of their last post.
ALTER TABLE sign_in_attempts ADD COLUMN given_up_told_at timestamp with time zone;
CREATE INDEX ix_sign_in_attempts_last_post_at ON sign_in_attempts (last_post_at);
