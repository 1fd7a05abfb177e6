# seed.awk: a seed file of sql/seed as an INSERT. The first line names the columns; `seed` is added, true: it
# tells these rows from a user's, so that a dump leaves them to the next CREATE EXTENSION.

BEGIN {
    FS = ","
    table["states"] = "refusal.state"
    table["machine"] = "refusal.transition"
    table["reasons"] = "refusal.reason"
    table["reason_map"] = "refusal.reason_map"
    quote = "\047"
}

function literal(value, column) {
    if (column == "actors") {
        gsub(/\|/, ",", value)
        value = "{" value "}"
    }
    if (value == "")
        return "NULL"
    gsub(quote, quote quote, value)
    return quote value quote
}

# A field with a comma would need CSV's quotes; no seed has one.
/"/ { fail("quoted fields are not supported") }
NR == 1 {
    name = FILENAME
    sub(/.*\//, "", name)
    sub(/\.csv$/, "", name)
    if (!(name in table))
        fail("no table is known for this file")
    columns = NF
    for (i = 1; i <= NF; i++) {
        column[i] = $i
        list = list $i ", "
    }
    printf "INSERT INTO %s (%sseed) VALUES", table[name], list
    next
}
NF != columns { fail(NF " fields instead of " columns) }
{
    printf "%s\n    (", separator
    separator = ","
    for (i = 1; i <= NF; i++)
        printf "%s, ", literal($i, column[i])
    printf "true)"
}
END {
    if (!failed)
        print ";"
}

function fail(message) {
    print FILENAME ":" FNR ": " message > "/dev/stderr"
    failed = 1
    exit 1
}
