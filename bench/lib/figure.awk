# Rounds, a line each: what ours took, a tab, what the baseline took; each a number and maybe what
# run_clients adds. Prints one line of the table: id, what, against, median, least, most, bar, reached, ours, baseline,
# unit, CPU of both, the listeners' and the relay's of ours, flush of both.

function median(list, n,    i, j, swap) {
    for (i = 2; i <= n; ++i)
        for (j = i; j > 1 && list[j - 1] > list[j]; --j) {
            swap = list[j]; list[j] = list[j - 1]; list[j - 1] = swap
        }
    least = list[1]; most = list[n]
    return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
}

function rounded(number) {
    return sprintf(number >= 1000 || number <= -1000 ? "%.0f" : number >= 10 ? "%.1f" : "%.3g", number)
}

# The median of one number of a side, over the rounds; empty where no round has it.
function typical(side, nth,    i, n, list) {
    for (i = 1; i <= rounds; ++i)
        if ((side, nth, i) in number)
            list[++n] = number[side, nth, i]
    return n ? rounded(median(list, n)) : ""
}

{
    rounds++
    for (side = 1; side <= 2; ++side) {
        count = split($side, part, " ")
        for (nth = 1; nth <= count; ++nth)
            number[side, nth, rounds] = part[nth] + 0
    }
    a = number[1, 1, rounds]; b = number[2, 1, rounds]
    figure[rounds] = how == "difference" ? a - b : a / b
}

END {
    middle = median(figure, rounds)
    split(bar, wanted, " ")
    reached = (wanted[1] == ">=" ? middle >= wanted[2] + 0 : middle <= wanted[2] + 0) ? "yes" : "no"
    printf "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s", id, what, against, rounded(middle), rounded(least), rounded(most), bar, reached
    printf "\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", typical(1, 1), typical(2, 1), unit, typical(1, 2), typical(2, 2),
        typical(1, 3), typical(1, 4), typical(1, 5), typical(2, 5)
}
