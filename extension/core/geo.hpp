#pragma once

#include <cmath>
#include <numbers>

namespace refusal::core {

// Great-circle distance in metres on a sphere of the Earth's mean radius, by the haversine formula (R. W. Sinnott,
// Virtues of the Haversine, 1984). Arguments in degrees. A photo's position is worse than the error of the sphere.
inline double distance_m(double latitude_a, double longitude_a, double latitude_b, double longitude_b) {
    constexpr double radius = 6'371'008.8;
    constexpr double radians = std::numbers::pi / 180;
    const double across = std::sin((latitude_b - latitude_a) * radians / 2);
    const double along = std::sin((longitude_b - longitude_a) * radians / 2);
    const double haversine =
        across * across + std::cos(latitude_a * radians) * std::cos(latitude_b * radians) * along * along;
    return 2 * radius * std::asin(std::sqrt(std::fmin(1.0, haversine)));
}

} // namespace refusal::core
