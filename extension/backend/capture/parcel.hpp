#pragma once

#include "backend/server/direct_read.hpp"
#include "core/money.hpp"

// What a refusal is about: the parcel and its lines, read as the tables' owner (a courier may see no prices).
namespace refusal::backend {

struct ParcelLine {
    std::int32_t line_no = 0;
    std::string sku;
    std::int32_t quantity = 0;
    core::Money unit_price = 0;
    std::optional<std::string> category;
    std::optional<std::string> supplier;
    std::int32_t refused_before = 0; // by earlier refusals whose quantities stay taken
};

struct Parcel {
    std::int64_t parcel_id = 0;
    std::int32_t shop_id = 0;
    std::string number;
    std::int64_t weight_grams = 0;
    core::Money declared_value = 0;
    core::Money cod_amount = 0;
    std::optional<std::string> category;
    std::optional<std::string> supplier;
    std::optional<std::string> region;
    std::optional<std::string> courier;
    std::int32_t depot_id = 0; // 0: none known
    std::optional<double> latitude, longitude;
    bool was_refused = false; // before, or is at present
    std::optional<std::int64_t> open_refusal_id;
    std::vector<ParcelLine> lines;

    [[nodiscard]] const ParcelLine *line(std::int32_t line_no) const;
};

struct ParcelNumber {
    std::int32_t shop_id = 0;
    const std::string *number = nullptr;
};

struct NumberedParcel {
    std::int64_t parcel_id = 0;       // 0: there is none
    std::int64_t open_refusal_id = 0; // 0: none
    HeapTuple row = nullptr;          // where it is
};

// In the order of the numbers.
std::vector<NumberedParcel> identify_parcels(const std::vector<ParcelNumber> &numbers);

// The parcels that a call is about. Few events look at theirs: all are read together when the first is asked for.
class Parcels {
public:
    Parcels() = default;
    explicit Parcels(std::vector<std::int64_t> parcel_ids) : awaited_(std::move(parcel_ids)) {}

    // What the caller has read itself is not read again.
    void put(Parcel parcel) {
        const std::int64_t parcel_id = parcel.parcel_id;
        read_.insert_or_assign(parcel_id, std::move(parcel));
    }

    // No second capture of the same parcels until the transaction ends.
    void lock();
    void lock(std::vector<NumberedParcel> parcels);
    const Parcel &get(std::int64_t parcel_id); // RF004
    bool was_refused(std::int64_t parcel_id);  // false, too, where there is no such parcel any more

private:
    std::vector<std::int64_t> awaited_; // to be read
    std::unordered_map<std::int64_t, Parcel> read_;
    const Parcel *find(std::int64_t parcel_id);
    FoundRows find_awaited();
    void take(const FoundRows &parcels);
    void count_refused(const std::vector<std::int64_t> &parcel_ids);
};

} // namespace refusal::backend
