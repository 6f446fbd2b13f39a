/* test-ethereum-payments.c: typed data by which money can be taken
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-ethereum-message.h"
#include "imw-hex.h"

#include <string.h>

#define OWN     "0x1111111111111111111111111111111111111111"
#define SPENDER "0x2222222222222222222222222222222222222222"
#define SETTLER "0x3333333333333333333333333333333333333333"
#define UNKNOWN "0x4444444444444444444444444444444444444444"
#define USDC    "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48"
#define USDT    "0xdAC17F958D2ee523a2206206994597C13D831ec7"
#define DAI     "0x6B175474E89094C44Da98b954EedeAC495271d0F"
#define MAX_160 "1461501637330902918203684832716283019655932542975"
#define MAX_256 "115792089237316195423570985008687907853269984665640564039457584007913129639935"
#define PERMIT  "owner address,spender address,value uint256,nonce uint256,deadline uint256"
#define TRANSFER \
  "from address,to address,value uint256,validAfter uint256,validBefore uint256,nonce bytes32"
#define DETAILS "token address,amount uint160,expiration uint48,nonce uint48"
#define ZERO_32 "\"0x0000000000000000000000000000000000000000000000000000000000000000\""

typedef struct
{
  const char *name;
  const char *contract; /* of the domain */
  const char *types[5]; /* "Name:member type,member type", the first one is the primary type */
  const char *message;
  const char *recipients; /* "asset who amount" a line; "" for none */
  const char *warnings;   /* by code, sorted */
} Case;

#define PAYMENT   "message-is-payment"
#define UNBOUNDED "message-is-payment unlimited-approval"

static const Case cases[] = {
  { "EIP-2612",
    USDC,
    { "Permit:" PERMIT },
    "\"owner\":\"" OWN "\",\"spender\":\"" SPENDER "\",\"value\":\"25000000\",\"nonce\":0,"
    "\"deadline\":1900000000",
    "ethereum/" USDC " " SPENDER " 25\n",
    PAYMENT },
  { "EIP-2612 under another name",
    USDC,
    { "Login:" PERMIT },
    "\"owner\":\"" OWN "\",\"spender\":\"" SPENDER "\",\"value\":\"25000000\",\"nonce\":0,"
    "\"deadline\":1900000000",
    "ethereum/" USDC " " SPENDER " 25\n",
    PAYMENT },
  { "EIP-2612 without a bound",
    USDC,
    { "Permit:" PERMIT },
    "\"owner\":\"" OWN "\",\"spender\":\"" SPENDER "\",\"value\":\"" MAX_256 "\",\"nonce\":0,"
    "\"deadline\":\"" MAX_256 "\"",
    "ethereum/" USDC " " SPENDER " max\n",
    UNBOUNDED },
  { "EIP-2612 with nearly no bound",
    USDC,
    { "Permit:" PERMIT },
    "\"owner\":\"" OWN "\",\"spender\":\"" SPENDER "\",\"value\":\"" MAX_160 "\",\"nonce\":0,"
    "\"deadline\":0",
    "ethereum/" USDC " " SPENDER " max\n",
    UNBOUNDED },
  { "EIP-2612, taken back",
    USDC,
    { "Permit:" PERMIT },
    "\"owner\":\"" OWN "\",\"spender\":\"" SPENDER "\",\"value\":0,\"nonce\":0,\"deadline\":0",
    "",
    "" },
  { "EIP-2612 of an unknown token",
    UNKNOWN,
    { "Permit:" PERMIT },
    "\"owner\":\"" OWN "\",\"spender\":\"" SPENDER "\",\"value\":5,\"nonce\":0,\"deadline\":0",
    "ethereum/" UNKNOWN " " SPENDER " 5\n",
    "message-is-payment unknown-token" },
  { "EIP-2612 for oneself",
    USDC,
    { "Permit:" PERMIT },
    "\"owner\":\"" OWN "\",\"spender\":\"" OWN "\",\"value\":1,\"nonce\":0,\"deadline\":0",
    "ethereum/" USDC " " OWN " 0.000001 own\n",
    PAYMENT },
  { "DAI",
    DAI,
    { "Permit:holder address,spender address,nonce uint256,expiry uint256,allowed bool" },
    "\"holder\":\"" OWN "\",\"spender\":\"" SPENDER "\",\"nonce\":1,\"expiry\":0,\"allowed\":true",
    "ethereum/" DAI " " SPENDER " max\n",
    UNBOUNDED },
  { "DAI, taken back",
    DAI,
    { "Permit:holder address,spender address,nonce uint256,expiry uint256,allowed bool" },
    "\"holder\":\"" OWN "\",\"spender\":\"" SPENDER "\",\"nonce\":1,\"expiry\":0,\"allowed\":false",
    "",
    "" },
  { "EIP-3009",
    USDC,
    { "TransferWithAuthorization:" TRANSFER },
    "\"from\":\"" OWN "\",\"to\":\"" SPENDER "\",\"value\":\"1500000\",\"validAfter\":0,"
    "\"validBefore\":1900000000,\"nonce\":" ZERO_32,
    "ethereum/" USDC " " SPENDER " 1.5\n",
    PAYMENT },
  { "EIP-3009, to the caller",
    USDC,
    { "ReceiveWithAuthorization:" TRANSFER },
    "\"from\":\"" OWN "\",\"to\":\"" SPENDER "\",\"value\":\"1500000\",\"validAfter\":0,"
    "\"validBefore\":1900000000,\"nonce\":" ZERO_32,
    "ethereum/" USDC " " SPENDER " 1.5\n",
    PAYMENT },
  { "Permit2, one",
    SETTLER,
    { "PermitSingle:details PermitDetails,spender address,sigDeadline uint256",
      "PermitDetails:" DETAILS },
    "\"details\":{\"token\":\"" USDT "\",\"amount\":\"7000000\",\"expiration\":0,\"nonce\":0},"
    "\"spender\":\"" SPENDER "\",\"sigDeadline\":0",
    "ethereum/" USDT " " SPENDER " 7\n",
    PAYMENT },
  { "Permit2, one without a bound",
    SETTLER,
    { "PermitSingle:details PermitDetails,spender address,sigDeadline uint256",
      "PermitDetails:" DETAILS },
    "\"details\":{\"token\":\"" USDT "\",\"amount\":\"" MAX_160 "\",\"expiration\":0,\"nonce\":0},"
    "\"spender\":\"" SPENDER "\",\"sigDeadline\":0",
    "ethereum/" USDT " " SPENDER " max\n",
    UNBOUNDED },
  { "Permit2, several tokens",
    SETTLER,
    { "PermitBatch:details PermitDetails[],spender address,sigDeadline uint256",
      "PermitDetails:" DETAILS },
    "\"details\":[{\"token\":\"" USDT "\",\"amount\":\"1\",\"expiration\":0,\"nonce\":0},"
    "{\"token\":\"" USDC "\",\"amount\":\"" MAX_160 "\",\"expiration\":0,\"nonce\":0},"
    "{\"token\":\"" USDC "\",\"amount\":\"2000000\",\"expiration\":0,\"nonce\":0}],"
    "\"spender\":\"" SPENDER "\",\"sigDeadline\":0",
    "ethereum/" USDC " " SPENDER " max\nethereum/" USDC " " SPENDER " 2\n"
    "+ethereum/" USDT " 0.000001 USDT → " SPENDER "\n",
    UNBOUNDED },
  { "Permit2, transfer with a witness",
    SETTLER,
    { "PermitWitnessTransferFrom:permitted TokenPermissions,spender address,nonce uint256,"
      "deadline uint256,witness Order",
      "TokenPermissions:token address,amount uint256", "Order:id bytes32" },
    "\"permitted\":{\"token\":\"" USDC "\",\"amount\":\"3000000\"},\"spender\":\"" SPENDER "\","
    "\"nonce\":0,\"deadline\":0,\"witness\":{\"id\":" ZERO_32 "}",
    "ethereum/" USDC " " SPENDER " 3\n",
    PAYMENT },
  { "CoW Protocol",
    SETTLER,
    { "Order:sellToken address,buyToken address,receiver address,sellAmount uint256,"
      "buyAmount uint256,validTo uint32,appData bytes32,feeAmount uint256,kind string" },
    "\"sellToken\":\"" USDC "\",\"buyToken\":\"" DAI "\",\"receiver\":\"" OWN "\","
    "\"sellAmount\":\"10000000\",\"buyAmount\":\"9\",\"validTo\":1900000000,\"appData\":" ZERO_32
    ",\"feeAmount\":\"500000\",\"kind\":\"sell\"",
    "ethereum/" USDC " " SETTLER " 10.5\n",
    PAYMENT },
  { "1inch",
    SETTLER,
    { "Order:salt uint256,maker address,receiver address,makerAsset address,takerAsset address,"
      "makingAmount uint256,takingAmount uint256,makerTraits uint256" },
    "\"salt\":1,\"maker\":\"" OWN "\",\"receiver\":\"" OWN "\",\"makerAsset\":\"" DAI "\","
    "\"takerAsset\":\"" USDC "\",\"makingAmount\":\"2000000000000000000\",\"takingAmount\":1,"
    "\"makerTraits\":0",
    "ethereum/" DAI " " SETTLER " 2\n",
    PAYMENT },
  { "0x",
    SETTLER,
    { "LimitOrder:makerToken address,takerToken address,makerAmount uint128,takerAmount uint128,"
      "maker address" },
    "\"makerToken\":\"" USDT "\",\"takerToken\":\"" DAI "\",\"makerAmount\":4000000,"
    "\"takerAmount\":1,\"maker\":\"" OWN "\"",
    "ethereum/" USDT " " SETTLER " 4\n",
    PAYMENT },
  { "Seaport",
    SETTLER,
    { "OrderComponents:offerer address,offer OfferItem[],consideration ConsiderationItem[]",
      "OfferItem:itemType uint8,token address,identifierOrCriteria uint256,startAmount uint256,"
      "endAmount uint256",
      "ConsiderationItem:itemType uint8,token address,identifierOrCriteria uint256,"
      "startAmount uint256,endAmount uint256,recipient address" },
    "\"offerer\":\"" OWN "\",\"offer\":[{\"itemType\":1,\"token\":\"" USDC "\","
    "\"identifierOrCriteria\":0,\"startAmount\":\"6000000\",\"endAmount\":\"5000000\"}],"
    "\"consideration\":[{\"itemType\":2,\"token\":\"" UNKNOWN "\",\"identifierOrCriteria\":9,"
    "\"startAmount\":1,\"endAmount\":1,\"recipient\":\"" OWN "\"}]",
    "ethereum/" USDC " " SETTLER " 6\n",
    PAYMENT },
  { "Safe",
    SETTLER,
    { "SafeTx:to address,value uint256,data bytes,operation uint8,nonce uint256" },
    "\"to\":\"" SPENDER "\",\"value\":\"1000000000000000000\",\"data\":\"0x\",\"operation\":0,"
    "\"nonce\":0",
    "ethereum " SPENDER " 1\n",
    PAYMENT },
  { "Safe with a call",
    SETTLER,
    { "SafeTx:to address,value uint256,data bytes,operation uint8,nonce uint256" },
    "\"to\":\"" USDC "\",\"value\":0,\"data\":\"0xa9059cbb\",\"operation\":0,\"nonce\":0",
    "",
    "message-is-payment unknown-call" },
  { "something with an amount",
    SETTLER,
    { "Withdraw:destination string,amount string,time uint64" },
    "\"destination\":\"" SPENDER "\",\"amount\":\"5000\",\"time\":1",
    "",
    PAYMENT },
  { "a transaction that somebody else sends, by its bytes",
    USDC,
    { "MetaTransaction:nonce uint256,from address,functionSignature bytes" },
    "\"nonce\":0,\"from\":\"" OWN "\",\"functionSignature\":\"0xa9059cbb\"",
    "",
    "message-is-payment unknown-call" },
  { "the root of a tree of orders",
    SETTLER,
    { "Root:root bytes32" },
    "\"root\":" ZERO_32,
    "",
    PAYMENT },
  { "nothing taken by what is known, more by what is not",
    USDC,
    { "Permit:owner address,spender address,value uint256,amount uint256" },
    "\"owner\":\"" OWN "\",\"spender\":\"" SPENDER "\",\"value\":0,\"amount\":1",
    "",
    PAYMENT },
  { "bytes too few for a call",
    SETTLER,
    { "Login:user address,challenge bytes" },
    "\"user\":\"" OWN "\",\"challenge\":\"0x010203\"",
    "",
    "" },
  { "a login",
    SETTLER,
    { "Login:user address,statement string,nonce uint256" },
    "\"user\":\"" OWN "\",\"statement\":\"hello\",\"nonce\":1",
    "",
    "" },
};

static void
append_type (GString *json, const char *text)
{
  g_auto (GStrv) halves = g_strsplit (text, ":", 2);
  g_auto (GStrv) members = g_strsplit (halves[1], ",", -1);

  g_string_append_printf (json, ",\"%s\":[", halves[0]);
  for (guint i = 0; members[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (members[i], " ", 2);

      g_string_append_printf (json, "%s{\"name\":\"%s\",\"type\":\"%s\"}", i > 0 ? "," : "",
                              words[0], words[1]);
    }
  g_string_append_c (json, ']');
}

static char *
make_json (const Case *item, guint64 chain_id)
{
  GString *json =
      g_string_new ("{\"types\":{\"EIP712Domain\":[{\"name\":\"chainId\",\"type\":\"uint256\"},"
                    "{\"name\":\"verifyingContract\",\"type\":\"address\"}]");
  g_auto (GStrv) halves = g_strsplit (item->types[0], ":", 2);

  for (guint i = 0; i < G_N_ELEMENTS (item->types) && item->types[i] != NULL; i++)
    append_type (json, item->types[i]);
  g_string_append_printf (json,
                          "},\"primaryType\":\"%s\",\"domain\":{\"chainId\":%" G_GUINT64_FORMAT
                          ",\"verifyingContract\":\"%s\"},\"message\":{%s}}",
                          halves[0], chain_id, item->contract, item->message);

  return g_string_free (json, FALSE);
}

static ImwDescription *
describe (const char *json)
{
  const ImwEthereumParams *params =
      imw_ethereum_params_find ("ethereum", IMW_ENVIRONMENT_MAIN, NULL);
  g_autoptr (GBytes) message = g_bytes_new (json, strlen (json));
  g_autoptr (GError) error = NULL;
  ImwEthereumAddress own;
  ImwDescription    *description;

  g_assert_true (imw_ethereum_address_parse (OWN, &own, NULL));
  description = imw_ethereum_message_describe (params, &own, "m/44'/60'/0'/0/0",
                                               IMW_MESSAGE_TYPED_DATA, message, &error);
  g_assert_no_error (error);

  return description;
}

static char *
list_recipients (ImwDescription *description)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < imw_description_get_n_recipients (description); i++)
    {
      const ImwDescriptionOutput *output = imw_description_get_recipient (description, i);
      g_autofree char            *base = imw_amount_to_base_text (output->amount);
      g_autofree char            *amount = imw_amount_to_decimal_text (output->amount, 0);

      g_string_append_printf (text, "%s %s %s%s\n",
                              imw_asset_get_id (imw_amount_get_asset (output->amount)),
                              output->address, g_str_equal (base, MAX_256) ? "max" : amount,
                              output->path != NULL ? " own" : "");
    }
  for (guint i = 0; i < imw_description_get_n_details (description); i++)
    {
      const ImwDescriptionDetail *detail = imw_description_get_detail (description, i);

      if (g_str_equal (detail->code, "argument"))
        g_string_append_printf (text, "+%s %s\n", detail->name, detail->text);
    }

  return g_string_free (text, FALSE);
}

static gint
compare_codes (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char *
list_warnings (ImwDescription *description)
{
  g_autoptr (GPtrArray) codes = g_ptr_array_new ();

  for (guint i = 0; i < imw_description_get_n_warnings (description); i++)
    g_ptr_array_add (
        codes, (gpointer) imw_warning_get_code (imw_description_get_warning (description, i)));
  g_ptr_array_sort (codes, compare_codes);
  g_ptr_array_add (codes, NULL);

  return g_strjoinv (" ", (char **) codes->pdata);
}

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *json = make_json (&cases[i], 1);
      g_autoptr (ImwDescription) description = describe (json);
      g_autofree char *recipients = list_recipients (description);
      g_autofree char *warnings = list_warnings (description);
      g_autoptr (GVariant) variant = g_variant_ref_sink (imw_description_to_variant (description));
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwDescription) again = NULL;

      g_test_message ("%s", cases[i].name);
      g_assert_cmpstr (recipients, ==, cases[i].recipients);
      g_assert_cmpstr (warnings, ==, cases[i].warnings);

      /* it goes through the wire to the wallet */
      again = imw_description_from_variant (variant, &error);
      g_assert_no_error (error);
    }
}

/* The same permit for another network: its token is that network's. */
static void
test_other_chain (void)
{
  static const char base_usdc[] = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";
  Case              item = cases[0];
  g_autofree char  *json = NULL;
  g_autofree char  *recipients = NULL;
  g_autofree char  *warnings = NULL;
  g_autoptr (ImwDescription) description = NULL;

  item.contract = base_usdc;
  json = make_json (&item, 8453);
  description = describe (json);
  recipients = list_recipients (description);
  warnings = list_warnings (description);
  g_assert_cmpstr (recipients, ==,
                   "base/0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913 " SPENDER " 25\n");
  g_assert_cmpstr (warnings, ==, "message-is-payment message-other-chain");

  /* a genuine contract of ours is nothing special there */
  g_clear_pointer (&json, g_free);
  g_clear_pointer (&recipients, g_free);
  g_clear_pointer (&warnings, g_free);
  g_clear_pointer (&description, imw_description_unref);
  json = make_json (&cases[0], 424242424242);
  description = describe (json);
  recipients = list_recipients (description);
  warnings = list_warnings (description);
  g_assert_cmpstr (recipients, ==, "ethereum/" USDC " " SPENDER " 25000000\n");
  g_assert_cmpstr (warnings, ==, "message-is-payment message-other-chain unknown-token");
}

static void
test_deadline (void)
{
  g_autofree char *json = make_json (&cases[0], 1);
  g_autoptr (ImwDescription) description = describe (json);
  guint n = 0;

  for (guint i = 0; i < imw_description_get_n_details (description); i++)
    {
      const ImwDescriptionDetail *detail = imw_description_get_detail (description, i);

      if (!g_str_equal (detail->code, "deadline"))
        continue;
      g_assert_cmpstr (detail->name, ==, "deadline");
      g_assert_cmpstr (detail->text, ==, "2030-03-17 17:46:40 UTC");
      n++;
    }
  g_assert_cmpuint (n, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ethereum-payments/cases", test_cases);
  g_test_add_func ("/ethereum-payments/other-chain", test_other_chain);
  g_test_add_func ("/ethereum-payments/deadline", test_deadline);

  return g_test_run ();
}
