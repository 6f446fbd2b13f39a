/* imw-eip712-payments.c: typed data by which money can be taken
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-eip712"

#include "config.h"

#include "imw-eip712-payments.h"

#include <string.h>

/* Types are known by their members, not by their names: who asks for a signature chooses the name. A member that is not
 * of the right kind does not count. */
typedef struct
{
  const char         *
      token;  /* (nullable): an address; NULL = the contract of the domain, "" = the network's own asset */
  const char *amount; /* a number */
  const char *fee;    /* (nullable): a number that is added when it is there */
  const char         *
      who;      /* (nullable): an address; NULL = the spender around it, or the contract of the domain */
  const char *needs[3]; /* further members without which it is something else */
} Rule;

static const Rule rules[] = {
  /* PermitDetails and TokenPermissions of Permit2, in Permit…, PermitBatch…, Permit…TransferFrom and with a witness */
  { "token", "amount", NULL, NULL, { NULL } },
  /* EIP-2612 */
  { NULL, "value", NULL, "spender", { NULL } },
  /* EIP-3009, to anybody and to the caller */
  { NULL, "value", NULL, "to", { "validAfter", "validBefore", NULL } },
  /* orders: CoW Protocol; 1inch; 0x v4 */
  { "sellToken", "sellAmount", "feeAmount", NULL, { NULL } },
  { "makerAsset", "makingAmount", NULL, NULL, { NULL } },
  { "makerToken", "makerAmount", NULL, NULL, { NULL } },
  /* a transaction that somebody else sends: of a Safe, of a forwarder (EIP-2771) */
  { "", "value", NULL, "to", { "data", NULL } },
};

/* Words in names of members behind which there may be money. */
static const char *const suspects[] = { "amount", "value", "price", "allow",
                                        "wad", "quantity", "approv", "spender",
                                        "withdraw", "transfer", NULL };

typedef struct
{
  ImwEip712Payments *found;
  ImwEthereumAddress contract;  /* of the domain */
  gboolean           is_opaque; /* so far nothing but hashes */
} Search;

static void
read_address (const ImwEip712Value *value, ImwEthereumAddress *address)
{
  memcpy (address->bytes, value->word + 12, sizeof address->bytes);
}

static const ImwEip712Value *
find_kind (const ImwEip712Value *value, const char *name, ImwEip712Kind kind)
{
  const ImwEip712Value *member = imw_eip712_value_find (value, name);

  return member != NULL && member->kind == kind ? member : NULL;
}

static gboolean
is_bit_set (const guint8 word[32], guint bit)
{
  return (word[31 - bit / 8] & 1 << bit % 8) != 0;
}

/* No token has so many units: half of what the type can hold, and 2^159 in any case. */
static gboolean
is_unlimited (const ImwEip712Value *amount)
{
  if (amount->bits < 96)
    return FALSE;
  if (amount->bits < 160)
    return is_bit_set (amount->word, amount->bits - 1);

  for (guint bit = 159; bit < 256; bit++)
    if (is_bit_set (amount->word, bit))
      return TRUE;

  return FALSE;
}

static void
add_words (guint8 sum[32], const guint8 word[32])
{
  guint carry = 0;

  for (gint i = 31; i >= 0; i--)
    {
      carry += (guint) sum[i] + word[i];
      sum[i] = (guint8) carry;
      carry >>= 8;
    }
  if (carry != 0)
    memset (sum, 0xff, 32);
}

static void
add_payment (Search *search, const ImwEip712Payment *payment)
{
  static const guint8 zero[32] = { 0 };

  /* taking an approval back is no payment */
  if (memcmp (payment->amount, zero, sizeof zero) != 0)
    g_array_append_val (search->found->payments, *payment);
}

static gboolean
has_needs (const Rule *rule, const ImwEip712Value *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (rule->needs) && rule->needs[i] != NULL; i++)
    if (imw_eip712_value_find (value, rule->needs[i]) == NULL)
      return FALSE;

  return TRUE;
}

static gboolean
apply_rule (Search                   *search,
            const Rule               *rule,
            const ImwEip712Value     *value,
            const ImwEthereumAddress *spender)
{
  const ImwEip712Value *amount = find_kind (value, rule->amount, IMW_EIP712_UINT);
  const ImwEip712Value *who = NULL;
  const ImwEip712Value *token = NULL;
  const ImwEip712Value *fee = NULL;
  ImwEip712Payment      payment = { .is_native = FALSE };

  if (amount == NULL || !has_needs (rule, value))
    return FALSE;
  if (rule->who != NULL)
    who = find_kind (value, rule->who, IMW_EIP712_ADDRESS);
  if (rule->who != NULL && who == NULL)
    return FALSE;
  payment.is_native = rule->token != NULL && rule->token[0] == '\0';
  if (rule->token != NULL && !payment.is_native)
    token = find_kind (value, rule->token, IMW_EIP712_ADDRESS);
  if (rule->token != NULL && !payment.is_native && token == NULL)
    return FALSE;
  if (rule->fee != NULL)
    fee = find_kind (value, rule->fee, IMW_EIP712_UINT);

  payment.token = search->contract;
  payment.who = *spender;
  if (token != NULL)
    read_address (token, &payment.token);
  if (who != NULL)
    read_address (who, &payment.who);
  memcpy (payment.amount, amount->word, 32);
  if (fee != NULL)
    add_words (payment.amount, fee->word);
  payment.unlimited = is_unlimited (amount);
  add_payment (search, &payment);

  return TRUE;
}

/* The Permit of DAI: all or nothing. */
static gboolean
apply_allowed (Search *search, const ImwEip712Value *value)
{
  const ImwEip712Value *allowed = find_kind (value, "allowed", IMW_EIP712_BOOL);
  const ImwEip712Value *spender = find_kind (value, "spender", IMW_EIP712_ADDRESS);
  ImwEip712Payment      payment = { .is_native = FALSE };

  if (allowed == NULL || spender == NULL)
    return FALSE;

  payment.token = search->contract;
  payment.unlimited = TRUE;
  read_address (spender, &payment.who);
  if (allowed->word[31] != 0)
    memset (payment.amount, 0xff, sizeof payment.amount);
  add_payment (search, &payment);

  return TRUE;
}

/* Seaport: what is offered is given; what has a recipient is what is asked for it. Item type 0 is the network's own asset. */
static gboolean
apply_offer (Search *search, const ImwEip712Value *value)
{
  const ImwEip712Value *type = find_kind (value, "itemType", IMW_EIP712_UINT);
  const ImwEip712Value *token = find_kind (value, "token", IMW_EIP712_ADDRESS);
  const ImwEip712Value *start = find_kind (value, "startAmount", IMW_EIP712_UINT);
  const ImwEip712Value *end = find_kind (value, "endAmount", IMW_EIP712_UINT);
  const ImwEip712Value *most;
  ImwEip712Payment      payment = { .is_native = FALSE };

  if (type == NULL || token == NULL || start == NULL || end == NULL)
    return FALSE;
  if (imw_eip712_value_find (value, "recipient") != NULL)
    return TRUE;

  most = memcmp (start->word, end->word, 32) > 0 ? start : end;
  payment.is_native = type->word[31] == 0;
  payment.who = search->contract;
  payment.unlimited = is_unlimited (most);
  read_address (token, &payment.token);
  memcpy (payment.amount, most->word, 32);
  add_payment (search, &payment);

  return TRUE;
}

static gboolean
is_suspect (const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (guint i = 0; suspects[i] != NULL; i++)
    if (strstr (lower, suspects[i]) != NULL)
      return TRUE;

  return FALSE;
}

/* Reads one struct; whether it was one of those that are known. */
static gboolean
search_struct (Search *search, const ImwEip712Value *value, const ImwEthereumAddress *spender)
{
  if (apply_offer (search, value) || apply_allowed (search, value))
    return TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (apply_rule (search, &rules[i], value, spender))
      return TRUE;

  return FALSE;
}

static gboolean
is_zero (const ImwEip712Value *value)
{
  for (guint i = 0; i < sizeof value->word; i++)
    if (value->word[i] != 0)
      return FALSE;

  return TRUE;
}

/* @known: its struct was read by a rule; that covers what is zero there (an approval that is taken back), and names. */
static void
note_leaf (Search *search, const ImwEip712Value *value, gboolean known)
{
  gboolean is_number = value->kind == IMW_EIP712_UINT || value->kind == IMW_EIP712_INT;

  if (is_suspect (value->name) && (!known || (is_number && !is_zero (value))))
    search->found->looks_like = TRUE;
  /* a call has a selector of 4 bytes: "0x" and 8 digits */
  if (value->kind == IMW_EIP712_BYTES && strlen (value->text) >= 2 + 8)
    search->found->has_call = TRUE;
  if (value->kind != IMW_EIP712_FIXED_BYTES)
    search->is_opaque = FALSE;
}

static void
search_value (Search                   *search,
              const ImwEip712Value     *value,
              const ImwEthereumAddress *spender,
              gboolean                  known)
{
  ImwEthereumAddress    inner = *spender;
  const ImwEip712Value *member;

  if (value->kind == IMW_EIP712_STRUCT)
    {
      member = find_kind (value, "spender", IMW_EIP712_ADDRESS);
      if (member != NULL)
        read_address (member, &inner);
      known = search_struct (search, value, &inner);
    }
  if (value->children == NULL)
    note_leaf (search, value, known);
  else
    for (guint i = 0; i < value->children->len; i++)
      search_value (search, g_ptr_array_index (value->children, i), &inner, known);
}

/**
 * imw_eip712_payments_find:
 * @data: typed data
 *
 * Looks at every struct of the message, however deep. Permits (EIP-2612, that of DAI, Permit2), authorizations to
 * transfer (EIP-3009), orders (CoW, 1inch, 0x, Seaport) and transactions that others send are known by their members;
 * other data that names amounts is marked, and so is what nobody can read: bytes that may be a call, and messages
 * that are nothing but hashes (the root of a tree of orders).
 *
 * Returns: (transfer full): what was found
 */
ImwEip712Payments *
imw_eip712_payments_find (ImwEip712 *data)
{
  ImwEip712Payments    *found = g_new0 (ImwEip712Payments, 1);
  Search                search = { .found = found };
  const ImwEip712Value *contract =
      find_kind (imw_eip712_get_domain (data), "verifyingContract", IMW_EIP712_ADDRESS);

  found->payments = g_array_new (FALSE, FALSE, sizeof (ImwEip712Payment));
  if (contract != NULL)
    read_address (contract, &search.contract);
  search.is_opaque = TRUE;
  search_value (&search, imw_eip712_get_message (data), &search.contract, FALSE);
  if (search.is_opaque)
    found->looks_like = TRUE;

  return found;
}

/**
 * imw_eip712_payments_free:
 * @self: (transfer full): what was found
 */
void
imw_eip712_payments_free (ImwEip712Payments *self)
{
  g_clear_pointer (&self->payments, g_array_unref);
  g_free (self);
}
