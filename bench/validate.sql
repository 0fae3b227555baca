-- 20 checks in one pass over {T}; the id uniqueness is the only one that needs a hash table
SELECT count(*) AS row_count,
  count(*) - count(id) AS id_null,
  typeof(any_value(id)) AS id_type, typeof(any_value(age)) AS age_type, typeof(any_value(amount)) AS amount_type,
  count(*) FILTER (age < 0 OR age > 120) AS age_range,
  count(*) FILTER (amount < 0) AS amount_neg,
  1 - count(amount) / count(*) AS amount_null_share,
  avg(amount) AS amount_mean, stddev_samp(amount) AS amount_sd,
  count(*) FILTER (score < 0 OR score > 1) AS score_range,
  1 - count(score) / count(*) AS score_null_share,
  count(*) FILTER (country NOT IN ('AT','BE','CH','DE','DK','ES','FR','GB','IT','NL','PL','SE')) AS country_set,
  1 - count(country) / count(*) AS country_null_share,
  count(*) FILTER (status NOT IN ('new','open','done','void')) AS status_set,
  count(*) - count(status) AS status_null,
  count(*) FILTER (NOT regexp_full_match(code, '[A-Z]{2}-[0-9]{6}')) AS code_regex,
  count(*) FILTER (updated_at < created_at) AS cross_time,
  count(*) FILTER (created_at < TIMESTAMP '2024-01-01' OR created_at > TIMESTAMP '2027-01-01') AS created_range,
  count(DISTINCT id) AS id_distinct
FROM {T}
