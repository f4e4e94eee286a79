-- The book of Nightbus: every table, and the views that are its contract.
--
-- Tables belong to the package io.nightbus.node.store alone. Whoever else reads the book (checkers, reports, an
-- operator with a SQL shell) reads the views at the end, which hold no account data.
--
-- Amounts are minor units. Times are nanoseconds since 1970 in UTC. Columns of type BLOB are AES-256-GCM: key number,
-- nonce, text. A card is named by its keyed token only.

-- Which keys the book was written with: found out at the start, not at the first row that cannot be read.
CREATE TABLE book (
  one         INTEGER PRIMARY KEY CHECK (one = 1),
  created     INTEGER NOT NULL,
  token_check TEXT    NOT NULL,
  seal_check  BLOB    NOT NULL
) STRICT;

-- The journal of live exchanges: a pair of tables for each of eight days, in rotation. What is eight days old is
-- emptied as a whole (SQLite frees the pages of a table without visiting its rows), never row by row. Intents and conclusions are only ever appended.
CREATE TABLE journal_day (
  slot       INTEGER PRIMARY KEY,
  generation INTEGER NOT NULL,
  day        INTEGER NOT NULL, -- days since 1970
  first_id   INTEGER NOT NULL  -- exchanges from this id on, up to the next day's, are in this slot
) STRICT;

-- No exchange below this id is without a conclusion: recovery looks from here on.
CREATE TABLE journal_mark (
  one       INTEGER PRIMARY KEY CHECK (one = 1),
  open_from INTEGER NOT NULL
) STRICT;
INSERT INTO journal_mark VALUES (1, 0);

CREATE TABLE exchange_0 (
  id          INTEGER PRIMARY KEY,
  originator  TEXT    NOT NULL,
  class       INTEGER NOT NULL,
  transmitted TEXT    NOT NULL,
  stan        TEXT    NOT NULL,
  acquirer    TEXT    NOT NULL,
  terminal    TEXT    NOT NULL,
  endpoint    TEXT    NOT NULL,
  out_mti     INTEGER NOT NULL,
  out_stan    INTEGER NOT NULL,
  out_de7     TEXT    NOT NULL,
  rrn         TEXT    NOT NULL,
  amount      INTEGER NOT NULL,
  currency    TEXT    NOT NULL,
  received    INTEGER NOT NULL,
  request     BLOB    NOT NULL
) STRICT;
CREATE UNIQUE INDEX exchange_0_identity ON exchange_0 (originator, class, transmitted, stan, acquirer, terminal);
CREATE TABLE conclusion_0 (
  exchange  INTEGER PRIMARY KEY,
  verdict   TEXT    NOT NULL,
  code      TEXT    NOT NULL,
  approval  TEXT    NOT NULL,
  concluded INTEGER NOT NULL,
  answer    BLOB    NOT NULL
) STRICT;

CREATE TABLE exchange_1 (
  id          INTEGER PRIMARY KEY,
  originator  TEXT    NOT NULL,
  class       INTEGER NOT NULL,
  transmitted TEXT    NOT NULL,
  stan        TEXT    NOT NULL,
  acquirer    TEXT    NOT NULL,
  terminal    TEXT    NOT NULL,
  endpoint    TEXT    NOT NULL,
  out_mti     INTEGER NOT NULL,
  out_stan    INTEGER NOT NULL,
  out_de7     TEXT    NOT NULL,
  rrn         TEXT    NOT NULL,
  amount      INTEGER NOT NULL,
  currency    TEXT    NOT NULL,
  received    INTEGER NOT NULL,
  request     BLOB    NOT NULL
) STRICT;
CREATE UNIQUE INDEX exchange_1_identity ON exchange_1 (originator, class, transmitted, stan, acquirer, terminal);
CREATE TABLE conclusion_1 (
  exchange  INTEGER PRIMARY KEY,
  verdict   TEXT    NOT NULL,
  code      TEXT    NOT NULL,
  approval  TEXT    NOT NULL,
  concluded INTEGER NOT NULL,
  answer    BLOB    NOT NULL
) STRICT;

CREATE TABLE exchange_2 (
  id          INTEGER PRIMARY KEY,
  originator  TEXT    NOT NULL,
  class       INTEGER NOT NULL,
  transmitted TEXT    NOT NULL,
  stan        TEXT    NOT NULL,
  acquirer    TEXT    NOT NULL,
  terminal    TEXT    NOT NULL,
  endpoint    TEXT    NOT NULL,
  out_mti     INTEGER NOT NULL,
  out_stan    INTEGER NOT NULL,
  out_de7     TEXT    NOT NULL,
  rrn         TEXT    NOT NULL,
  amount      INTEGER NOT NULL,
  currency    TEXT    NOT NULL,
  received    INTEGER NOT NULL,
  request     BLOB    NOT NULL
) STRICT;
CREATE UNIQUE INDEX exchange_2_identity ON exchange_2 (originator, class, transmitted, stan, acquirer, terminal);
CREATE TABLE conclusion_2 (
  exchange  INTEGER PRIMARY KEY,
  verdict   TEXT    NOT NULL,
  code      TEXT    NOT NULL,
  approval  TEXT    NOT NULL,
  concluded INTEGER NOT NULL,
  answer    BLOB    NOT NULL
) STRICT;

CREATE TABLE exchange_3 (
  id          INTEGER PRIMARY KEY,
  originator  TEXT    NOT NULL,
  class       INTEGER NOT NULL,
  transmitted TEXT    NOT NULL,
  stan        TEXT    NOT NULL,
  acquirer    TEXT    NOT NULL,
  terminal    TEXT    NOT NULL,
  endpoint    TEXT    NOT NULL,
  out_mti     INTEGER NOT NULL,
  out_stan    INTEGER NOT NULL,
  out_de7     TEXT    NOT NULL,
  rrn         TEXT    NOT NULL,
  amount      INTEGER NOT NULL,
  currency    TEXT    NOT NULL,
  received    INTEGER NOT NULL,
  request     BLOB    NOT NULL
) STRICT;
CREATE UNIQUE INDEX exchange_3_identity ON exchange_3 (originator, class, transmitted, stan, acquirer, terminal);
CREATE TABLE conclusion_3 (
  exchange  INTEGER PRIMARY KEY,
  verdict   TEXT    NOT NULL,
  code      TEXT    NOT NULL,
  approval  TEXT    NOT NULL,
  concluded INTEGER NOT NULL,
  answer    BLOB    NOT NULL
) STRICT;

CREATE TABLE exchange_4 (
  id          INTEGER PRIMARY KEY,
  originator  TEXT    NOT NULL,
  class       INTEGER NOT NULL,
  transmitted TEXT    NOT NULL,
  stan        TEXT    NOT NULL,
  acquirer    TEXT    NOT NULL,
  terminal    TEXT    NOT NULL,
  endpoint    TEXT    NOT NULL,
  out_mti     INTEGER NOT NULL,
  out_stan    INTEGER NOT NULL,
  out_de7     TEXT    NOT NULL,
  rrn         TEXT    NOT NULL,
  amount      INTEGER NOT NULL,
  currency    TEXT    NOT NULL,
  received    INTEGER NOT NULL,
  request     BLOB    NOT NULL
) STRICT;
CREATE UNIQUE INDEX exchange_4_identity ON exchange_4 (originator, class, transmitted, stan, acquirer, terminal);
CREATE TABLE conclusion_4 (
  exchange  INTEGER PRIMARY KEY,
  verdict   TEXT    NOT NULL,
  code      TEXT    NOT NULL,
  approval  TEXT    NOT NULL,
  concluded INTEGER NOT NULL,
  answer    BLOB    NOT NULL
) STRICT;

CREATE TABLE exchange_5 (
  id          INTEGER PRIMARY KEY,
  originator  TEXT    NOT NULL,
  class       INTEGER NOT NULL,
  transmitted TEXT    NOT NULL,
  stan        TEXT    NOT NULL,
  acquirer    TEXT    NOT NULL,
  terminal    TEXT    NOT NULL,
  endpoint    TEXT    NOT NULL,
  out_mti     INTEGER NOT NULL,
  out_stan    INTEGER NOT NULL,
  out_de7     TEXT    NOT NULL,
  rrn         TEXT    NOT NULL,
  amount      INTEGER NOT NULL,
  currency    TEXT    NOT NULL,
  received    INTEGER NOT NULL,
  request     BLOB    NOT NULL
) STRICT;
CREATE UNIQUE INDEX exchange_5_identity ON exchange_5 (originator, class, transmitted, stan, acquirer, terminal);
CREATE TABLE conclusion_5 (
  exchange  INTEGER PRIMARY KEY,
  verdict   TEXT    NOT NULL,
  code      TEXT    NOT NULL,
  approval  TEXT    NOT NULL,
  concluded INTEGER NOT NULL,
  answer    BLOB    NOT NULL
) STRICT;

CREATE TABLE exchange_6 (
  id          INTEGER PRIMARY KEY,
  originator  TEXT    NOT NULL,
  class       INTEGER NOT NULL,
  transmitted TEXT    NOT NULL,
  stan        TEXT    NOT NULL,
  acquirer    TEXT    NOT NULL,
  terminal    TEXT    NOT NULL,
  endpoint    TEXT    NOT NULL,
  out_mti     INTEGER NOT NULL,
  out_stan    INTEGER NOT NULL,
  out_de7     TEXT    NOT NULL,
  rrn         TEXT    NOT NULL,
  amount      INTEGER NOT NULL,
  currency    TEXT    NOT NULL,
  received    INTEGER NOT NULL,
  request     BLOB    NOT NULL
) STRICT;
CREATE UNIQUE INDEX exchange_6_identity ON exchange_6 (originator, class, transmitted, stan, acquirer, terminal);
CREATE TABLE conclusion_6 (
  exchange  INTEGER PRIMARY KEY,
  verdict   TEXT    NOT NULL,
  code      TEXT    NOT NULL,
  approval  TEXT    NOT NULL,
  concluded INTEGER NOT NULL,
  answer    BLOB    NOT NULL
) STRICT;

CREATE TABLE exchange_7 (
  id          INTEGER PRIMARY KEY,
  originator  TEXT    NOT NULL,
  class       INTEGER NOT NULL,
  transmitted TEXT    NOT NULL,
  stan        TEXT    NOT NULL,
  acquirer    TEXT    NOT NULL,
  terminal    TEXT    NOT NULL,
  endpoint    TEXT    NOT NULL,
  out_mti     INTEGER NOT NULL,
  out_stan    INTEGER NOT NULL,
  out_de7     TEXT    NOT NULL,
  rrn         TEXT    NOT NULL,
  amount      INTEGER NOT NULL,
  currency    TEXT    NOT NULL,
  received    INTEGER NOT NULL,
  request     BLOB    NOT NULL
) STRICT;
CREATE UNIQUE INDEX exchange_7_identity ON exchange_7 (originator, class, transmitted, stan, acquirer, terminal);
CREATE TABLE conclusion_7 (
  exchange  INTEGER PRIMARY KEY,
  verdict   TEXT    NOT NULL,
  code      TEXT    NOT NULL,
  approval  TEXT    NOT NULL,
  concluded INTEGER NOT NULL,
  answer    BLOB    NOT NULL
) STRICT;

-- What was decided in the issuer's place.
CREATE TABLE decision (
  exchange  INTEGER PRIMARY KEY,
  rrn       TEXT    NOT NULL,
  card      TEXT    NOT NULL,
  approved  INTEGER NOT NULL,
  amount    INTEGER NOT NULL,
  currency  TEXT    NOT NULL,
  code      TEXT    NOT NULL,
  approval  TEXT    NOT NULL,
  reason    TEXT    NOT NULL, -- why stand-in decided at all
  checked   TEXT    NOT NULL, -- for a decline the check that failed
  counted   TEXT    NOT NULL, -- the velocity counters that it moved, a line each: scope, period, count, amount
  decided   INTEGER NOT NULL,
  standing  INTEGER NOT NULL, -- how much of the amount has not been reversed
  gone      INTEGER,          -- when it was reversed as a whole, or overruled by the network
  withdrawn INTEGER           -- when it was taken back before anybody saw it
) STRICT;

-- Stand-in that operators forced, and cards that they marked; what they did and why is in act.
CREATE TABLE forcing (
  id       INTEGER PRIMARY KEY,
  endpoint TEXT    NOT NULL,
  cards    TEXT    NOT NULL,
  percent  INTEGER NOT NULL,
  begun    INTEGER NOT NULL,
  until    INTEGER NOT NULL,
  by_whom  TEXT    NOT NULL,
  reason   TEXT    NOT NULL,
  released INTEGER
) STRICT;

CREATE TABLE card (
  token  TEXT PRIMARY KEY,
  status TEXT    NOT NULL,
  marked INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The journal of operators' actions and of the gateway's own decisions about charges: rows are never changed or deleted, and
-- each carries the hash of the one before it.
CREATE TABLE act (
  sequence INTEGER PRIMARY KEY,
  id       INTEGER NOT NULL UNIQUE,
  at       INTEGER NOT NULL,
  by_whom  TEXT    NOT NULL,
  what     TEXT    NOT NULL,
  subject  TEXT    NOT NULL,
  reason   TEXT    NOT NULL,
  previous TEXT    NOT NULL,
  hash     TEXT    NOT NULL
) STRICT;

-- Limit counters; period is a day (ISO date) or 'all'.
CREATE TABLE counter (
  period TEXT    NOT NULL,
  scope  TEXT    NOT NULL,
  count  INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (period, scope)
) STRICT, WITHOUT ROWID;

CREATE TABLE stan_lease (
  endpoint          TEXT PRIMARY KEY,
  through           INTEGER NOT NULL,
  transmitted_up_to INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Advices and reversals that we owe.
CREATE TABLE obligation (
  id       INTEGER PRIMARY KEY,
  ord      INTEGER NOT NULL,
  endpoint TEXT    NOT NULL,
  lane     TEXT    NOT NULL,
  duty     TEXT    NOT NULL,
  exchange INTEGER NOT NULL,
  charge   INTEGER NOT NULL,
  created  INTEGER NOT NULL,
  original TEXT    NOT NULL,
  rrn      TEXT    NOT NULL,
  amount   INTEGER NOT NULL,
  currency TEXT    NOT NULL,
  code     TEXT    NOT NULL,
  state    TEXT    NOT NULL, -- OWED, SENT (bytes may have left), DELIVERED, VOIDED, PARKED, SETTLED
  reason   TEXT    NOT NULL,
  ended    INTEGER,
  out_mti  INTEGER,          -- the stamp, from the first intent to send on
  out_stan INTEGER,
  out_de7  TEXT,
  attempts INTEGER NOT NULL,
  word     TEXT    NOT NULL, -- OURS, OUR_APPROVAL (exposure until it is acknowledged), ORIGINATORS (its exchange has its stamp)
  names    INTEGER NOT NULL, -- exchange of the originator's advice that DE 90 names, 0 otherwise; sent, it says what that went out as
  message  BLOB    NOT NULL
) STRICT;
CREATE INDEX obligation_parked ON obligation (id) WHERE state = 'PARKED';
CREATE INDEX obligation_waiting ON obligation (endpoint, ord, id, lane) WHERE state IN ('OWED', 'SENT');

-- resting is the state of those charges of the batch whose own row still says ACCEPTED: closing a batch of a million
-- charges moves them all by this one column.
CREATE TABLE batch (
  number   INTEGER PRIMARY KEY,
  id       TEXT    NOT NULL UNIQUE,
  operator TEXT    NOT NULL,
  day      TEXT    NOT NULL,
  currency TEXT    NOT NULL,
  endpoint TEXT    NOT NULL,
  deadline INTEGER NOT NULL,
  state    TEXT    NOT NULL,
  resting  TEXT    NOT NULL,
  digest   TEXT    NOT NULL,
  count    INTEGER NOT NULL,
  amount   INTEGER NOT NULL,
  reason   TEXT    NOT NULL,
  accepted_count  INTEGER NOT NULL, -- charges taken over so far, counted as they came
  accepted_amount INTEGER NOT NULL
) STRICT;

CREATE TABLE charge (
  id            INTEGER PRIMARY KEY,
  charge_id     TEXT    NOT NULL UNIQUE,
  batch         INTEGER NOT NULL,
  endpoint      TEXT    NOT NULL,
  lane          TEXT    NOT NULL,
  card          BLOB    NOT NULL, -- expiry and PAN
  amount        INTEGER NOT NULL,
  currency      TEXT    NOT NULL,
  merchant_type TEXT    NOT NULL,
  travelled     TEXT    NOT NULL,
  terminal      TEXT    NOT NULL,
  merchant      TEXT    NOT NULL,
  state         TEXT    NOT NULL,
  attempt       INTEGER NOT NULL,
  answered      INTEGER NOT NULL, -- attempts that were answered: what schemes count
  ord           INTEGER NOT NULL, -- its place in its lane and in the replay
  range         TEXT    NOT NULL, -- first six digits of the card
  device        TEXT    NOT NULL,
  reason        TEXT    NOT NULL,
  code          TEXT    NOT NULL,
  approval      TEXT    NOT NULL,
  moved         INTEGER,
  sent          INTEGER NOT NULL DEFAULT 0,          -- attempts of which a byte may have left
  most          INTEGER NOT NULL DEFAULT 2147483647, -- attempts in all that its answers allow
  due           INTEGER NOT NULL DEFAULT 0           -- no new attempt before
) STRICT;
CREATE INDEX charge_accepted ON charge (batch, endpoint, ord) WHERE state = 'ACCEPTED';
CREATE INDEX charge_due ON charge (endpoint, ord) WHERE state IN ('QUEUED', 'SENDING', 'IN_DOUBT', 'REVERSING');
CREATE INDEX charge_held ON charge (batch, id) WHERE state = 'HELD';
CREATE INDEX charge_declined ON charge (lane, reason) WHERE state = 'DECLINED';

-- What keeps charges back: an issuer that is out, the fuse, a person. It stands while lifted is NULL.
CREATE TABLE hold (
  number        INTEGER PRIMARY KEY,
  endpoint      TEXT    NOT NULL,
  scope         TEXT    NOT NULL, -- EVERYTHING, BATCH, RANGE, DEVICE
  value         TEXT    NOT NULL,
  cause         TEXT    NOT NULL, -- OUTAGE, FUSE, OPERATOR
  most          INTEGER NOT NULL, -- attempts a second that may go all the same
  reason        TEXT    NOT NULL,
  placed_by     TEXT    NOT NULL,
  since         INTEGER NOT NULL,
  until         INTEGER, -- NULL: it has to be lifted
  lifted        INTEGER,
  lifted_by     TEXT,
  lifted_reason TEXT
) STRICT;
CREATE INDEX hold_standing ON hold (endpoint) WHERE lifted IS NULL;

CREATE TABLE attempt (
  charge        INTEGER NOT NULL,
  number        INTEGER NOT NULL,
  rrn           TEXT    NOT NULL,
  mti           INTEGER NOT NULL,
  stan          INTEGER NOT NULL,
  de7           TEXT    NOT NULL,
  sent          INTEGER NOT NULL, -- the first intent to send
  transmissions INTEGER NOT NULL, -- intents to send under this identity
  state         TEXT    NOT NULL, -- SENT, or how it ended: ANSWERED, UNSENT, UNANSWERED, REVERSED
  reason        TEXT    NOT NULL,
  code          TEXT    NOT NULL,
  approval      TEXT    NOT NULL,
  ended         INTEGER,
  advice        TEXT    NOT NULL DEFAULT '', -- of the scheme, in its answer
  PRIMARY KEY (charge, number)
) STRICT, WITHOUT ROWID;

-- What the transit operator is told of cards; rows are never changed or deleted, so that seq has no gap.
CREATE TABLE card_event (
  seq      INTEGER PRIMARY KEY,
  lane     TEXT    NOT NULL, -- token of the card, empty where it is about more than one
  card_seq INTEGER NOT NULL,
  charge   INTEGER NOT NULL,
  kind     TEXT    NOT NULL, -- DECLINED, RELEASED, HELD, RESUMED
  scope    TEXT    NOT NULL, -- CARD, RANGE, BATCH, DEVICE, EVERYTHING
  value    TEXT    NOT NULL,
  reason   TEXT    NOT NULL,
  told     INTEGER NOT NULL
) STRICT;
CREATE INDEX card_event_lane ON card_event (lane, card_seq);

-- How many charges of a batch are in which state, kept in step with every move. state is the row's own (see resting).
CREATE TABLE tally (
  batch  INTEGER NOT NULL,
  state  TEXT    NOT NULL,
  count  INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (batch, state)
) STRICT, WITHOUT ROWID;

-- The contract. Every time below is ISO 8601 in UTC with milliseconds; a STAN is six digits, an MTI four.

-- v_exchange: one row per live request of the last eight days.
--   id            ours
--   originator    the endpoint it came from    | with transmitted, stan, acquirer and terminal
--   class         MTI version and class: 1, 2  | the identity that it has for its originator
--   transmitted, stan, acquirer, terminal        DE 7, 11, 32, 41 as they came in
--   endpoint      where it goes
--   out_mti, out_stan, out_de7                   the stamp that it went out under
--   rrn, amount, currency                        DE 37, 4, 49
--   received      when we took it
--   verdict       APPROVED, DECLINED, TECHNICAL, UNKNOWN, STOOD_IN_APPROVED, STOOD_IN_DECLINED, REVERSED, WITHDRAWN, TAKEN_OVER, TAKEN_BACK, UNSENT; NULL: not ended
--   code, approval                               DE 39 and 38 of the answer, empty where none
--   concluded     when it ended
CREATE VIEW v_exchange AS
SELECT e.id, e.originator, e.class, e.transmitted, e.stan, e.acquirer, e.terminal, e.endpoint,
  printf('%04d', e.out_mti) AS out_mti, printf('%06d', e.out_stan) AS out_stan, e.out_de7, e.rrn, e.amount, e.currency,
  strftime('%Y-%m-%dT%H:%M:%fZ', e.received / 1e9, 'unixepoch') AS received, c.verdict, c.code, c.approval,
  strftime('%Y-%m-%dT%H:%M:%fZ', c.concluded / 1e9, 'unixepoch') AS concluded
  FROM exchange_0 e LEFT JOIN conclusion_0 c ON c.exchange = e.id
UNION ALL
SELECT e.id, e.originator, e.class, e.transmitted, e.stan, e.acquirer, e.terminal, e.endpoint,
  printf('%04d', e.out_mti) AS out_mti, printf('%06d', e.out_stan) AS out_stan, e.out_de7, e.rrn, e.amount, e.currency,
  strftime('%Y-%m-%dT%H:%M:%fZ', e.received / 1e9, 'unixepoch') AS received, c.verdict, c.code, c.approval,
  strftime('%Y-%m-%dT%H:%M:%fZ', c.concluded / 1e9, 'unixepoch') AS concluded
  FROM exchange_1 e LEFT JOIN conclusion_1 c ON c.exchange = e.id
UNION ALL
SELECT e.id, e.originator, e.class, e.transmitted, e.stan, e.acquirer, e.terminal, e.endpoint,
  printf('%04d', e.out_mti) AS out_mti, printf('%06d', e.out_stan) AS out_stan, e.out_de7, e.rrn, e.amount, e.currency,
  strftime('%Y-%m-%dT%H:%M:%fZ', e.received / 1e9, 'unixepoch') AS received, c.verdict, c.code, c.approval,
  strftime('%Y-%m-%dT%H:%M:%fZ', c.concluded / 1e9, 'unixepoch') AS concluded
  FROM exchange_2 e LEFT JOIN conclusion_2 c ON c.exchange = e.id
UNION ALL
SELECT e.id, e.originator, e.class, e.transmitted, e.stan, e.acquirer, e.terminal, e.endpoint,
  printf('%04d', e.out_mti) AS out_mti, printf('%06d', e.out_stan) AS out_stan, e.out_de7, e.rrn, e.amount, e.currency,
  strftime('%Y-%m-%dT%H:%M:%fZ', e.received / 1e9, 'unixepoch') AS received, c.verdict, c.code, c.approval,
  strftime('%Y-%m-%dT%H:%M:%fZ', c.concluded / 1e9, 'unixepoch') AS concluded
  FROM exchange_3 e LEFT JOIN conclusion_3 c ON c.exchange = e.id
UNION ALL
SELECT e.id, e.originator, e.class, e.transmitted, e.stan, e.acquirer, e.terminal, e.endpoint,
  printf('%04d', e.out_mti) AS out_mti, printf('%06d', e.out_stan) AS out_stan, e.out_de7, e.rrn, e.amount, e.currency,
  strftime('%Y-%m-%dT%H:%M:%fZ', e.received / 1e9, 'unixepoch') AS received, c.verdict, c.code, c.approval,
  strftime('%Y-%m-%dT%H:%M:%fZ', c.concluded / 1e9, 'unixepoch') AS concluded
  FROM exchange_4 e LEFT JOIN conclusion_4 c ON c.exchange = e.id
UNION ALL
SELECT e.id, e.originator, e.class, e.transmitted, e.stan, e.acquirer, e.terminal, e.endpoint,
  printf('%04d', e.out_mti) AS out_mti, printf('%06d', e.out_stan) AS out_stan, e.out_de7, e.rrn, e.amount, e.currency,
  strftime('%Y-%m-%dT%H:%M:%fZ', e.received / 1e9, 'unixepoch') AS received, c.verdict, c.code, c.approval,
  strftime('%Y-%m-%dT%H:%M:%fZ', c.concluded / 1e9, 'unixepoch') AS concluded
  FROM exchange_5 e LEFT JOIN conclusion_5 c ON c.exchange = e.id
UNION ALL
SELECT e.id, e.originator, e.class, e.transmitted, e.stan, e.acquirer, e.terminal, e.endpoint,
  printf('%04d', e.out_mti) AS out_mti, printf('%06d', e.out_stan) AS out_stan, e.out_de7, e.rrn, e.amount, e.currency,
  strftime('%Y-%m-%dT%H:%M:%fZ', e.received / 1e9, 'unixepoch') AS received, c.verdict, c.code, c.approval,
  strftime('%Y-%m-%dT%H:%M:%fZ', c.concluded / 1e9, 'unixepoch') AS concluded
  FROM exchange_6 e LEFT JOIN conclusion_6 c ON c.exchange = e.id
UNION ALL
SELECT e.id, e.originator, e.class, e.transmitted, e.stan, e.acquirer, e.terminal, e.endpoint,
  printf('%04d', e.out_mti) AS out_mti, printf('%06d', e.out_stan) AS out_stan, e.out_de7, e.rrn, e.amount, e.currency,
  strftime('%Y-%m-%dT%H:%M:%fZ', e.received / 1e9, 'unixepoch') AS received, c.verdict, c.code, c.approval,
  strftime('%Y-%m-%dT%H:%M:%fZ', c.concluded / 1e9, 'unixepoch') AS concluded
  FROM exchange_7 e LEFT JOIN conclusion_7 c ON c.exchange = e.id;

-- v_decision: one row per stand-in decision.
--   id, exchange  the same number: one decision for an exchange; it is in v_exchange for eight days
--   rrn           DE 37 of the request
--   card          keyed token
--   approved      1 or 0
--   amount, currency, code, approval             DE 4, 49, 39, 38
--   reason        why stand-in decided, and for a decline the check that failed
--   decided       when
--   standing      how much of the amount has not been reversed
--   withdrawn     1: taken back, before anybody saw it or because the network decided instead, else 0
CREATE VIEW v_decision AS
SELECT exchange AS id, exchange, rrn, card, approved, amount, currency, code, approval,
  trim(reason || ' ' || checked) AS reason,
  strftime('%Y-%m-%dT%H:%M:%fZ', decided / 1e9, 'unixepoch') AS decided, standing, withdrawn IS NOT NULL AS withdrawn
  FROM decision;

-- v_act: what operators did and the gateway decided about charges, for ever; a chain that journal verify checks.
--   sequence, id  from 1 without a gap; ours
--   at, by_whom, what                            when, who says to have done it, the command
--   subject       what it was done to; a card by its token
--   reason        in the operator's words
--   previous, hash                               the hash of the row before, and this one's
CREATE VIEW v_act AS
SELECT sequence, id, strftime('%Y-%m-%dT%H:%M:%fZ', at / 1e9, 'unixepoch') AS at, by_whom, what, subject, reason, previous, hash
  FROM act;

-- v_counter: the limit counters.
--   scope         what is limited: card/TOKEN, card/TOKEN/NAME, range/RULES, range/RULES/NAME, exposure
--   period        the day (ISO date), or 'all'
--   count, amount
CREATE VIEW v_counter AS SELECT scope, period, count, amount FROM counter;

-- v_obligation: one row per advice or reversal that we owe or owed.
--   id, ord       ours; within an endpoint's lane entries go out in ascending (ord, id)
--   endpoint, lane, duty                         who gets it, token of the card, REVERSAL or ADVICE
--   state         OWED, SENT (bytes may have left), DELIVERED, VOIDED, PARKED, SETTLED (by hand, after it was parked)
--   reason        why it is parked, voided or settled, else empty
--   created, ended, delivered                    delivered is NULL unless it was acknowledged
--   attempts      transmissions
--   exchange, charge                             ids (v_exchange, v_charge) of what it resolves, 0 for none
--   original      DE 90, empty for none
--   rrn, amount, currency, code                  DE 37, 4, 49, 39 of the message
--   out_mti, stan, de7                           its own stamp, NULL before the first intent to send
CREATE VIEW v_obligation AS
SELECT id, ord, endpoint, lane, duty, state, reason, strftime('%Y-%m-%dT%H:%M:%fZ', created / 1e9, 'unixepoch') AS created,
  strftime('%Y-%m-%dT%H:%M:%fZ', ended / 1e9, 'unixepoch') AS ended,
  CASE WHEN state = 'DELIVERED' THEN strftime('%Y-%m-%dT%H:%M:%fZ', ended / 1e9, 'unixepoch') END AS delivered,
  attempts, exchange, charge, original, rrn, amount, currency, code,
  CASE WHEN out_mti IS NOT NULL THEN printf('%04d', out_mti) END AS out_mti,
  CASE WHEN out_stan IS NOT NULL THEN printf('%06d', out_stan) END AS stan, out_de7 AS de7
  FROM obligation;

-- v_batch: one row per file of charges.
--   id, operator, day, currency, endpoint
--   deadline      when every card should be released
--   state         RECEIVING, QUEUED, HELD
--   reason        why it is held, else empty
--   claimed_count, claimed_amount                by its trailer, once closed
--   accepted_count, accepted_amount              charges taken over, counted as they came
CREATE VIEW v_batch AS
SELECT id, operator, day, currency, endpoint, strftime('%Y-%m-%dT%H:%M:%fZ', deadline / 1e9, 'unixepoch') AS deadline, state, reason,
  count AS claimed_count, amount AS claimed_amount, accepted_count, accepted_amount
  FROM batch;

-- v_charge: one row per charge.
--   id            ours
--   charge_id     the operator's
--   batch         the operator's file id
--   endpoint, lane                               who is asked, token of the card
--   amount, currency, merchant_type, travelled, terminal, merchant
--   state         ACCEPTED, QUEUED, SENDING, IN_DOUBT, REVERSING, HELD, AUTHORISED, DECLINED, EXPIRED, CANCELLED, SETTLED_BY_HAND
--   attempt       number of the current or last attempt, 0 before the first
--   answered      attempts that were answered
--   range, device first six digits of the card; what was tapped, empty where the operator does not say
--   reason, code, approval                       of the last move: response class or why it is held, DE 39, DE 38; empty where none
--   moved         when it last moved, NULL while it rests where its batch is
--   sent          attempts of which a byte may have left
--   most, due     attempts in all that the strictest rule for its answers allows, and the earliest moment of the next; NULL where no rule bounds it
CREATE VIEW v_charge AS
SELECT c.id, c.charge_id, b.id AS batch, c.endpoint, c.lane, c.amount, c.currency, c.merchant_type, c.travelled,
  c.terminal, c.merchant, CASE WHEN c.state = 'ACCEPTED' THEN b.resting ELSE c.state END AS state, c.attempt, c.answered, c.range, c.device, c.reason,
  c.code, c.approval, strftime('%Y-%m-%dT%H:%M:%fZ', c.moved / 1e9, 'unixepoch') AS moved, c.sent,
  nullif(c.most, 2147483647) AS most, CASE WHEN c.due > 0 THEN strftime('%Y-%m-%dT%H:%M:%fZ', c.due / 1e9, 'unixepoch') END AS due
  FROM charge c JOIN batch b ON b.number = c.batch;

-- v_hold: one row per thing that was held.
--   endpoint, scope, value                       what: EVERYTHING, or a BATCH, RANGE or DEVICE of this name
--   cause         OUTAGE (its issuer is out), FUSE (too many declines), OPERATOR
--   most          attempts a second that may go all the same
--   reason, placed_by, since
--   until         when it ends by itself; NULL where somebody has to lift it
--   lifted, lifted_by, lifted_reason             NULL while it stands
CREATE VIEW v_hold AS
SELECT endpoint, scope, value, cause, most, reason, placed_by, strftime('%Y-%m-%dT%H:%M:%fZ', since / 1e9, 'unixepoch') AS since,
  strftime('%Y-%m-%dT%H:%M:%fZ', until / 1e9, 'unixepoch') AS until, strftime('%Y-%m-%dT%H:%M:%fZ', lifted / 1e9, 'unixepoch') AS lifted, lifted_by, lifted_reason
  FROM hold;

-- v_card_event: one row per thing that the transit operator is told; ordered and without a gap.
--   seq           from 1; who has read up to n goes on behind n
--   card, card_seq                               token of the card, and its own numbering; empty and 0 where it is about more
--   charge, batch the operator's ids, empty where it is about more than one card
--   kind          DECLINED: the issuer's word, the only one for a deny list; RELEASED: take it off, the last of what it was declined for is settled; HELD: not known yet, says
--                 nothing about a card; RESUMED: what was held by scope and value goes on
--   scope, value  CARD, or the RANGE, BATCH, DEVICE of this name, or EVERYTHING
--   reason        response class, or why
--   told          when
CREATE VIEW v_card_event AS
SELECT e.seq, e.lane AS card, e.card_seq, coalesce(c.charge_id, '') AS charge, coalesce(b.id, '') AS batch, e.kind, e.scope,
  e.value, e.reason, strftime('%Y-%m-%dT%H:%M:%fZ', e.told / 1e9, 'unixepoch') AS told
  FROM card_event e LEFT JOIN charge c ON c.id = e.charge LEFT JOIN batch b ON b.number = c.batch;

-- v_attempt: one row per attempt of a charge: one identity on the wire.
--   charge        the operator's charge id
--   number        1, 2, …
--   rrn, mti, stan, de7                          DE 37, the type, DE 11, DE 7
--   sent          the first intent to send
--   transmissions intents to send under this identity, repeats included
--   state         SENT (out, or in doubt), ANSWERED, UNSENT (no byte left), UNANSWERED, REVERSED
--   reason, code, approval                       response class, DE 39, DE 38; empty where none
--   ended
--   advice        the scheme's, as the answer bore it; empty where none
CREATE VIEW v_attempt AS
SELECT c.charge_id AS charge, a.number, a.rrn, printf('%04d', a.mti) AS mti, printf('%06d', a.stan) AS stan, a.de7,
  strftime('%Y-%m-%dT%H:%M:%fZ', a.sent / 1e9, 'unixepoch') AS sent, a.transmissions, a.state, a.reason, a.code, a.approval,
  strftime('%Y-%m-%dT%H:%M:%fZ', a.ended / 1e9, 'unixepoch') AS ended, a.advice
  FROM attempt a JOIN charge c ON c.id = a.charge;

PRAGMA user_version = 1;
